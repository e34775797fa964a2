package dev.backstop.model;

import dev.backstop.domain.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Asks models for drills: the same models by the same path, but for what is to go wrong. A call
 * that goes wrong has a worker of its own, so that it takes none from requests, and leaves nothing
 * behind.
 */
public final class ModelFaults {

  private final UnaryOperator<Scorer> guard;

  private ModelFaults(UnaryOperator<Scorer> guard) {
    this.guard = guard;
  }

  /** With the guard that all models have: a time budget, held by a {@link BoundedScorer}. */
  public static ModelFaults guarded() {
    return new ModelFaults(
        faulty -> new BoundedScorer("drill", faulty, 1, 1, Duration.ofSeconds(1)));
  }

  /** With another guard: a drill must notice when there is none. */
  public static ModelFaults guardedBy(UnaryOperator<Scorer> guard) {
    return new ModelFaults(guard);
  }

  /**
   * As {@link Models#with}, with a fault.
   *
   * @param budget of the call
   */
  public <T> Optional<T> with(
      Models models, Fault fault, String name, Duration budget, Function<Model, T> function) {
    return switch (fault) {
      case NONE, CORRUPTED, SOURCE_GONE, DRIFTED, UNKNOWN -> models.with(name, function);
      case OUTAGE -> Optional.empty();
      case ERROR, SLOW, HANG, NAN, UNSURE ->
          models.with(
              name,
              model -> {
                FaultyScorer faulty =
                    new FaultyScorer(fault, model.scorer(), model.labels(), budget);
                Scorer guarded = guard.apply(faulty);
                try {
                  return function.apply(new Model(model.ref(), model.labels(), guarded));
                } finally {
                  // First of all: a worker that waits cannot be told to end.
                  faulty.release();
                  guarded.close();
                }
              });
    };
  }
}
