package dev.backstop.topology.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * When each request id was seen, over the store that keeps it.
 *
 * <p>The store's windows are as long as the duplicate window, so an id can only stand in the window
 * of now or in one of its neighbours: three look-ups by key, where a search through time would open
 * an iterator. The window after is that of a clock that was set back.
 *
 * <p>Nearly every id is new, and that is what the store is slowest to tell. So filters in memory
 * tell it, one for each window; they never say of a seen id that it is new. After a start they know
 * nothing, and the store is asked about a window until its filter has been filled, a slice at a
 * time. A window with more ids than a {@link MaybeSeen} has memory for has no filter that helps,
 * and the store is asked.
 *
 * <p>There are filters for the newest window and the one before it, and after a start for one more
 * if the clock was set back.
 */
final class SeenIds implements AutoCloseable {

  private final WindowStore<String, Long> store;
  private final long window;
  private final Supplier<MaybeSeen> newFilter;
  private final Map<Long, MaybeSeen> filters = new HashMap<>();

  /** What was there before is of no filter's knowledge. */
  private final long first;

  /** The windows whose filters do not yet know all that the store does; the first is being read. */
  private final Deque<Long> unread;

  private @Nullable KeyValueIterator<Windowed<String>, Long> reading;
  private long newest;

  /** The filter that an id was last added to, and its window; null once filters have gone. */
  private @Nullable MaybeSeen filling;

  private long fillingOf;

  /** For the time of the last look-up; made anew when a filter comes or goes, or is filled. */
  private @Nullable Around around;

  /** The window of a time and its neighbours. */
  private record Around(
      long own, Predicate<long[]> before, Predicate<long[]> at, Predicate<long[]> after) {}

  /** Over a store that may have ids already, as it has after a start. */
  SeenIds(
      WindowStore<String, Long> store, Duration window, long now, Supplier<MaybeSeen> newFilter) {
    this.store = store;
    this.window = window.toMillis();
    this.newFilter = newFilter;
    long own = windowOf(now);
    this.first = own - this.window;
    this.newest = first;
    this.unread = new ArrayDeque<>(List.of(own, own - this.window, own + this.window));
  }

  /**
   * How long the store must keep what it is given: until the window after it has ended, which is a
   * window and an instant after the latest time the store has seen, for it sees beginnings alone.
   */
  static Duration retention(Duration window) {
    return window.plusMillis(1);
  }

  /**
   * Adds the id, unless it was seen no longer than the duplicate window from now.
   *
   * @return whether it was added
   */
  boolean addIfNew(String id, long now) {
    long own = windowOf(now);
    long[] hash = MaybeSeen.hash(id);
    if (wasSeen(id, hash, own, now)) {
      return false;
    }
    add(id, hash, own, now);
    return true;
  }

  /** Whether the id was seen no longer than the duplicate window from now. */
  boolean wasSeen(String id, long now) {
    return wasSeen(id, MaybeSeen.hash(id), windowOf(now), now);
  }

  void add(String id, long now) {
    add(id, MaybeSeen.hash(id), windowOf(now), now);
  }

  private void add(String id, long[] hash, long own, long now) {
    store.put(id, now, own);
    if (own > newest) {
      newest = own;
      filters.entrySet().removeIf(this::endsIfForgotten);
      filling = null;
      around = null;
    }
    if (!isForgotten(own)) {
      filling(own).add(hash);
    }
  }

  /** The filter of the window in which nearly all ids are added, without a search. */
  private MaybeSeen filling(long own) {
    MaybeSeen filter = filling;
    if (filter == null || fillingOf != own) {
      filter = filter(own);
      filling = filter;
      fillingOf = own;
    }
    return filter;
  }

  /** Whether nothing is left to fill the filters with. */
  boolean isComplete() {
    return unread.isEmpty();
  }

  /**
   * Goes on filling the filters from the store.
   *
   * @param inTime asked before each id: whether there is time for it
   */
  void fill(BooleanSupplier inTime) {
    while (!unread.isEmpty() && inTime.getAsBoolean()) {
      if (!readOne(unread.element())) {
        // An open iterator keeps files of the store from being deleted.
        stopReading();
        unread.remove();
        around = null;
      }
    }
  }

  @Override
  public void close() {
    stopReading();
    filters.values().forEach(MaybeSeen::close);
  }

  private void stopReading() {
    if (reading != null) {
      reading.close();
      reading = null;
    }
  }

  /** Whether there was an id to read in this window that its filter has a use for. */
  private boolean readOne(long start) {
    MaybeSeen filter = filters.get(start);
    if (isForgotten(start) || (filter != null && filter.isOverfull())) {
      return false;
    }
    try {
      if (reading == null) {
        Instant at = Instant.ofEpochMilli(Math.max(0, start));
        reading = store.fetchAll(at, at);
      }
      if (!reading.hasNext()) {
        return false;
      }
      filter(start).add(MaybeSeen.hash(reading.next().key.key()));
      return true;
    } catch (InvalidStateStoreException segmentWasDropped) {
      // Its ids are too old to matter.
      return false;
    }
  }

  private boolean wasSeen(String id, long[] hash, long own, long now) {
    Around windows = around;
    if (windows == null || windows.own != own) {
      windows = new Around(own, filtered(own - window), filtered(own), filtered(own + window));
      around = windows;
    }
    return (windows.at.test(hash) && isStored(id, own, now))
        || (windows.before.test(hash) && isStored(id, own - window, now))
        || (windows.after.test(hash) && isStored(id, own + window, now));
  }

  private boolean isStored(String id, long start, long now) {
    Long at = store.fetch(id, start);
    return at != null && Math.abs(now - at) <= window;
  }

  /** Whether an id may be in this window, as far as is known without the store. */
  private Predicate<long[]> filtered(long start) {
    if (start < first || unread.contains(start)) {
      return hash -> true;
    }
    MaybeSeen filter = filters.get(start);
    return filter == null ? hash -> false : filter::mayContain;
  }

  /** Whether not even the store knows this window any more, as it has been given a later one. */
  private boolean isForgotten(long start) {
    return start < newest - window;
  }

  private boolean endsIfForgotten(Map.Entry<Long, MaybeSeen> filter) {
    boolean forgotten = isForgotten(filter.getKey());
    if (forgotten) {
      filter.getValue().close();
    }
    return forgotten;
  }

  private MaybeSeen filter(long start) {
    MaybeSeen filter = filters.get(start);
    if (filter == null) {
      filter = newFilter.get();
      filters.put(start, filter);
      around = null;
    }
    return filter;
  }

  /** When the window of a time begins; the store is given no other times. */
  long windowOf(long time) {
    return time - Math.floorMod(time, window);
  }
}
