package dev.backstop.verify.run;

import dev.backstop.domain.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is under way, by what clients have seen: which acknowledged requests have no outcome yet,
 * and since when. Safe for many threads.
 */
final class Board {

  /**
   * A wait for the first decision that was made after a death, on a partition that the dead one
   * owned.
   */
  static final class Watch {
    private final Set<Integer> partitions;
    private final long afterMillis;
    private final long deathNanos;
    private long seenNanos;

    private Watch(Set<Integer> partitions, long afterMillis, long deathNanos) {
      this.partitions = Set.copyOf(partitions);
      this.afterMillis = afterMillis;
      this.deathNanos = deathNanos;
    }
  }

  private final Map<SourcePosition, Long> open = new HashMap<>();
  private final Set<SourcePosition> waiting = new HashSet<>();
  private final Set<SourcePosition> early = new HashSet<>();
  private final Set<SourcePosition> settled = new HashSet<>();
  private final List<Watch> watches = new ArrayList<>();
  private long outcomes;

  /** A record was acknowledged; its outcome may have been seen already. */
  synchronized void acknowledged(SourcePosition at, long sentMillis) {
    if (!early.remove(at)) {
      open.put(at, sentMillis);
    }
  }

  /** A review was opened; topics are read in any order, so its decision may have been seen. */
  synchronized void asked(SourcePosition source) {
    if (settled.contains(source)) {
      return;
    }
    if (open.remove(source) == null) {
      early.add(source);
    }
    waiting.add(source);
  }

  /**
   * A request was decided.
   *
   * @param decidedMillis when, by the decision itself
   * @param nanos when it was read
   */
  synchronized void decided(SourcePosition source, long decidedMillis, long nanos) {
    settled(source);
    for (Watch watch : watches) {
      if (watch.seenNanos == 0
          && decidedMillis > watch.afterMillis
          && watch.partitions.contains(source.partition())) {
        watch.seenNanos = nanos;
        notifyAll();
      }
    }
  }

  /** A record has its outcome, whatever it is. */
  synchronized void settled(SourcePosition source) {
    outcomes++;
    settled.add(source);
    boolean waited = waiting.remove(source);
    boolean known = open.remove(source) != null;
    if (!waited && !known) {
      early.add(source);
    }
    notifyAll();
  }

  /** How many requests on these partitions have no outcome and no review. */
  synchronized int unfinished(Set<Integer> partitions) {
    int count = 0;
    for (SourcePosition at : open.keySet()) {
      count += partitions.contains(at.partition()) ? 1 : 0;
    }
    return count;
  }

  synchronized int unfinished() {
    return open.size();
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized long outcomes() {
    return outcomes;
  }

  /** Whether everything sent before an instant has its outcome or its review. */
  synchronized boolean isDoneBefore(long millis) {
    return open.values().stream().noneMatch(sent -> sent < millis);
  }

  synchronized boolean isEmpty() {
    return open.isEmpty() && waiting.isEmpty();
  }

  /** Begins to wait for the first decision after a death. */
  synchronized Watch watch(Set<Integer> partitions, long deathMillis, long deathNanos) {
    Watch watch = new Watch(partitions, deathMillis, deathNanos);
    watches.add(watch);
    return watch;
  }

  /** The seconds from the death until it was read; none if it did not come in time. */
  synchronized OptionalDouble await(Watch watch, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (watch.seenNanos == 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        watches.remove(watch);
        return OptionalDouble.empty();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    watches.remove(watch);
    return OptionalDouble.of(Wait.seconds(watch.seenNanos - watch.deathNanos));
  }
}
