package dev.backstop.topology.state;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes one record to the changelog of each store when its task starts: the deletion of a key that
 * nobody uses.
 *
 * <p>Kafka Streams keeps with a store how far it is in its changelog. Of a store that was never
 * written to it knows nothing, and at exactly-once it takes that, wherever the task is opened
 * again, for the trace of a crash: the whole task is called corrupted, loses what it has, is built
 * anew, and the group is balanced once more, which moves such tasks again. With a few idle stores
 * that does not end for minutes.
 */
public final class FirstOffsets {

  private static final Duration SOON = Duration.ofMillis(1);

  private FirstOffsets() {}

  /**
   * Has it done at the first opportunity after init(). A punctuation is followed by a commit, which
   * init() is not.
   */
  public static void write(ProcessorContext<?, ?> context, List<Runnable> deletions) {
    AtomicReference<@Nullable Cancellable> once = new AtomicReference<>();
    once.set(
        context.schedule(
            SOON,
            PunctuationType.WALL_CLOCK_TIME,
            now -> {
              deletions.forEach(Runnable::run);
              Cancellable again = once.get();
              if (again != null) {
                again.cancel();
              }
            }));
  }

  /** The deletion of a key that no store has: ids and timers have at least one byte. */
  public static Runnable in(KeyValueStore<String, ?> store) {
    return () -> store.delete("");
  }

  /**
   * The same in a store with windows. A store forgets by the latest time that it was given, so this
   * time must be one that its own keys have: where these are the beginnings of windows, a later one
   * would make it forget a window too soon.
   *
   * @param time in milliseconds
   */
  public static Runnable in(WindowStore<String, ?> store, LongSupplier time) {
    return () -> store.put("", null, time.getAsLong());
  }
}
