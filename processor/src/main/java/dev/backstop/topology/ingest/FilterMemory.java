package dev.backstop.topology.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** How much of the heap the filters of all tasks of an instance take. Safe for all threads. */
final class FilterMemory {

  /** What an instance can spare of its heap: its records and clients need little of the rest. */
  private static final int SHARE_OF_HEAP = 4;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param most bytes that all filters together may take, beyond what each of them has in any case
   */
  FilterMemory(long most) {
    this.most = most;
  }

  /** A quarter of the heap this process may have. */
  static FilterMemory ofHeap() {
    return new FilterMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Takes what a filter has in any case, whether or not there is room. */
  void take(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Takes more, if there is room for it. */
  boolean takeIfRoom(long bytes) {
    // Never more than there is, not even for a moment: another filter would be refused for that.
    long before = taken.getAndUpdate(now -> now + bytes <= most ? now + bytes : now);
    return before + bytes <= most;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
