package dev.backstop.gameday;

import dev.backstop.guard.BreakerState.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a model comes back: since when every instance has said so of each state of its breaker. For
 * one thread.
 */
final class Comeback {

  private final long sound;
  private final Map<Kind, Long> reached = new EnumMap<>(Kind.class);

  /**
   * Begins to watch.
   *
   * @param sound when the model was well again, in nanoseconds
   */
  Comeback(long sound) {
    this.sound = sound;
  }

  long sound() {
    return sound;
  }

  /** Takes what each instance says at a time. */
  void look(List<Optional<Kind>> states, long at) {
    states
        .get(0)
        .filter(first -> states.stream().allMatch(one -> one.equals(Optional.of(first))))
        .ifPresent(kind -> reached.putIfAbsent(kind, TimeUnit.NANOSECONDS.toMillis(at - sound)));
  }

  boolean has(Kind kind) {
    return reached.containsKey(kind);
  }

  /** From the model's being well to the state on every instance, in ms; null if it has not come. */
  @Nullable Long millis(Kind kind) {
    return reached.get(kind);
  }

  /** Each state with its time, in the order in which they came. */
  String inWords() {
    return reached.isEmpty()
        ? "the instances never agreed"
        : reached.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(one -> one.getKey() + " after " + one.getValue() + " ms")
            .collect(Collectors.joining(", "));
  }
}
