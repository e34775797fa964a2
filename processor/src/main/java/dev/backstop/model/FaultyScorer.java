package dev.backstop.model;

import dev.backstop.domain.Fault;
import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A model that goes wrong in one way. Against the contract of scorers it may throw and take its
 * time: that is what it is for. It belongs to one call, and never closes the model that it stands
 * before.
 */
final class FaultyScorer implements Scorer {

  /** Times the budget after which a call ends that hangs, should nobody have given it up. */
  private static final int LONGEST = 10;

  private final Fault fault;
  private final Scorer model;
  private final List<String> labels;
  private final Duration budget;
  private final CountDownLatch released = new CountDownLatch(1);

  FaultyScorer(Fault fault, Scorer model, List<String> labels, Duration budget) {
    this.fault = fault;
    this.model = model;
    this.labels = labels;
    this.budget = budget;
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    return switch (fault) {
      case NONE, CORRUPTED, SOURCE_GONE, DRIFTED, UNKNOWN -> model.scoreAll(rows);
      case OUTAGE, ERROR -> throw new IllegalStateException("a drill");
      case SLOW -> after(budget.plus(budget.dividedBy(2)), rows);
      case HANG -> after(budget.multipliedBy(LONGEST), rows);
      case NAN -> rows.stream().map(row -> decoded(Float.NaN)).toList();
      case UNSURE ->
          model.scoreAll(rows).stream()
              .map(
                  outcome ->
                      outcome instanceof Outcome.Scored ? decoded(1f / labels.size()) : outcome)
              .toList();
    };
  }

  /** Lets a call end that waits: nobody waits for it any longer. */
  void release() {
    released.countDown();
  }

  /** The model is not asked when the wait was given up: it may be closed by then. */
  private List<Outcome> after(Duration wait, List<Features> rows) {
    boolean givenUp;
    try {
      givenUp = released.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      givenUp = true;
    }
    return givenUp
        ? rows.stream()
            .<Outcome>map(row -> new Outcome.Failed(Reason.ERROR, "it was given up"))
            .toList()
        : model.scoreAll(rows);
  }

  /** What becomes of an output that has this value for each label, by the check of all outputs. */
  private Outcome decoded(float each) {
    float[] values = new float[labels.size()];
    Arrays.fill(values, each);
    return new ScoreDecoder(new Output(Output.Kind.PROBABILITIES, labels, 1)).decode(values, 0);
  }
}
