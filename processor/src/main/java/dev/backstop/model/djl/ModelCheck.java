package dev.backstop.model.djl;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.ModelDescriptor.Golden;
import dev.backstop.model.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Asks a loaded model for its golden rows, and measures how fast it is here. */
public final class ModelCheck {

  private static final int SINGLE_CALLS = 2_000;
  private static final int BATCHED_ROWS = 50_000;
  private static final long MOST_NANOS = 2_000_000_000L;

  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  public ModelCheck(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * @param golden one result a golden row, in their order
   * @param batchDifference how much a score changes at most between a row alone and the same row
   *     among others; 0 if it is the same to the last bit
   */
  public record Report(List<GoldenResult> golden, double batchDifference, Speed speed) {

    public boolean passed() {
      return golden.stream().allMatch(GoldenResult::passed);
    }
  }

  /**
   * What came of one golden row.
   *
   * @param difference the largest distance of a score from what it should be; NaN if none came
   * @param problem why it did not pass, or empty
   */
  public record GoldenResult(boolean passed, double difference, String problem) {}

  /** In microseconds, medians; encoding and decoding included. */
  public record Speed(double single, double rowInBatchOf256, double rowInBatchOf1000) {}

  /** Takes a few seconds, and leaves the scorer open. */
  public Report run(Scorer scorer, ModelDescriptor descriptor) {
    List<Features> rows = descriptor.golden().stream().map(Golden::features).toList();
    List<GoldenResult> golden = new ArrayList<>();
    for (Golden row : descriptor.golden()) {
      golden.add(compare(row, scorer.score(row.features())));
    }
    Speed speed =
        new Speed(
            microsPerRow(scorer, rows, 1, SINGLE_CALLS),
            microsPerRow(scorer, rows, 256, BATCHED_ROWS),
            microsPerRow(scorer, rows, 1000, BATCHED_ROWS));
    return new Report(List.copyOf(golden), batchDifference(scorer, rows), speed);
  }

  static GoldenResult compare(Golden row, Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return new GoldenResult(false, Double.NaN, failed.reason() + ": " + failed.detail());
    }
    double largest = difference(row.scores(), scores(outcome));
    boolean passed = largest <= row.tolerance();
    return new GoldenResult(
        passed, largest, passed ? "" : "a score is off by more than " + row.tolerance());
  }

  private static double batchDifference(Scorer scorer, List<Features> rows) {
    double largest = 0;
    for (int size : new int[] {2, 3, 16, 256}) {
      List<Outcome> together = scorer.scoreAll(repeated(rows, size));
      for (int i = 0; i < size; i++) {
        Outcome alone = scorer.score(rows.get(i % rows.size()));
        largest = Math.max(largest, difference(scores(alone), scores(together.get(i))));
      }
    }
    return largest;
  }

  private static Map<String, Double> scores(Outcome outcome) {
    return outcome instanceof Outcome.Scored scored ? scored.score().scores() : Map.of();
  }

  /** The largest difference of a label's scores; 1 if only one side has the label. */
  private static double difference(Map<String, Double> one, Map<String, Double> other) {
    double largest = one.keySet().equals(other.keySet()) ? 0 : 1;
    for (Map.Entry<String, Double> entry : one.entrySet()) {
      Double score = other.get(entry.getKey());
      largest = Math.max(largest, score == null ? 1 : Math.abs(entry.getValue() - score));
    }
    return largest;
  }

  private double microsPerRow(Scorer scorer, List<Features> golden, int size, int rows) {
    List<Features> batch = repeated(golden, size);
    int calls = Math.max(20, rows / size);
    double[] micros = new double[calls];
    long began = nanoTime.getAsLong();
    int done = 0;
    while (done < calls && nanoTime.getAsLong() - began < MOST_NANOS) {
      long start = nanoTime.getAsLong();
      scorer.scoreAll(batch);
      micros[done++] = (nanoTime.getAsLong() - start) / 1e3 / size;
    }
    Arrays.sort(micros, 0, done);
    return micros[done / 2];
  }

  private static List<Features> repeated(List<Features> rows, int size) {
    List<Features> repeated = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      repeated.add(rows.get(i % rows.size()));
    }
    return repeated;
  }
}
