package dev.backstop.topology.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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
 * tell it; they never say of a seen id that it is new. After a start they know nothing, and the
 * store is asked until they have been filled from it, a slice at a time.
 */
final class SeenIds implements AutoCloseable {

  private final WindowStore<String, Long> store;
  private final long window;
  private final Map<Long, MaybeSeen> filters = new HashMap<>();
  private @Nullable KeyValueIterator<Windowed<String>, Long> unread;
  private boolean complete;
  private long newest = Long.MIN_VALUE;

  SeenIds(WindowStore<String, Long> store, Duration window) {
    this.store = store;
    this.window = window.toMillis();
  }

  /**
   * How long the store must keep what it is given: until the window after it has ended, which is a
   * window and an instant after the latest time the store has seen, for it sees beginnings alone.
   */
  static Duration retention(Duration window) {
    return window.plusMillis(1);
  }

  /** Whether the id was seen no longer than the duplicate window from now. */
  boolean wasSeen(String id, long now) {
    long own = windowOf(now);
    long[] hash = MaybeSeen.hash(id);
    return wasSeen(id, hash, own, now)
        || wasSeen(id, hash, own - window, now)
        || wasSeen(id, hash, own + window, now);
  }

  void add(String id, long now) {
    long own = windowOf(now);
    store.put(id, now, own);
    filter(own).add(MaybeSeen.hash(id));
    if (own > newest) {
      newest = own;
      // No look-up reaches further back.
      filters.keySet().removeIf(start -> start < own - window);
    }
  }

  /** Whether the filters know all that the store does. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Goes on filling the filters from the store.
   *
   * @param most ids to read now
   */
  void fill(long now, int most) {
    if (complete) {
      return;
    }
    try {
      if (unread == null) {
        long own = windowOf(now);
        unread =
            store.fetchAll(
                Instant.ofEpochMilli(Math.max(0, own - window)),
                Instant.ofEpochMilli(own + window));
      }
      for (int i = 0; i < most && unread.hasNext(); i++) {
        Windowed<String> seen = unread.next().key;
        filter(seen.window().start()).add(MaybeSeen.hash(seen.key()));
      }
      complete = !unread.hasNext();
    } catch (InvalidStateStoreException segmentWasDropped) {
      // Its ids are too old to matter; the others are read anew.
      close();
    }
    if (complete) {
      close();
    }
  }

  @Override
  public void close() {
    if (unread != null) {
      unread.close();
      unread = null;
    }
  }

  private boolean wasSeen(String id, long[] hash, long start, long now) {
    if (complete) {
      MaybeSeen filter = filters.get(start);
      if (filter == null || !filter.mayContain(hash)) {
        return false;
      }
    }
    Long at = store.fetch(id, start);
    return at != null && Math.abs(now - at) <= window;
  }

  private MaybeSeen filter(long start) {
    return filters.computeIfAbsent(start, unseen -> new MaybeSeen());
  }

  private long windowOf(long time) {
    return time - Math.floorMod(time, window);
  }
}
