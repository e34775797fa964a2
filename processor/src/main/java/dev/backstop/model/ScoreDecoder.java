package dev.backstop.model;

import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns one output row into a score, in double: {@code softmax(z / T)} for logits, {@code
 * softmax(ln p / T)} for probabilities. The label is the one with the largest calibrated score, the
 * first of equals. Confidence is that score; raw confidence is the largest at T = 1.
 *
 * <p>A row that is not finite, or is said to be probabilities and is not, fails with
 * INVALID_OUTPUT.
 */
public final class ScoreDecoder {

  /** How far from 1 probabilities of float32 may add up to. */
  static final double SUM_TOLERANCE = 1e-3;

  private final List<String> labels;
  private final boolean probabilities;
  private final double temperature;

  public ScoreDecoder(Output output) {
    this.labels = output.labels();
    this.probabilities = output.kind() == Output.Kind.PROBABILITIES;
    this.temperature = output.temperature();
  }

  /**
   * @param values output rows, one after the other
   * @param at where this row begins; it has as many values as there are labels
   */
  public Outcome decode(float[] values, int at) {
    int width = labels.size();
    double[] logits = new double[width];
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double value = values[at + i];
      if (!Double.isFinite(value)) {
        return invalid("the output is not finite");
      }
      if (probabilities && (value < 0 || value > 1)) {
        return invalid("a probability is outside 0 to 1");
      }
      sum += value;
      logits[i] = probabilities ? Math.log(value) : value;
    }
    if (probabilities && Math.abs(sum - 1) > SUM_TOLERANCE) {
      return invalid("the probabilities do not add up to 1");
    }
    return new Outcome.Scored(score(logits));
  }

  private Score score(double[] logits) {
    double[] calibrated = softmax(logits, temperature);
    int best = indexOfLargest(calibrated);
    double raw = temperature == 1 ? calibrated[best] : softmax(logits, 1)[best];
    Map<String, Double> scores = new LinkedHashMap<>(2 * labels.size());
    for (int i = 0; i < calibrated.length; i++) {
      scores.put(labels.get(i), calibrated[i]);
    }
    return new Score(labels.get(best), Collections.unmodifiableMap(scores), raw, calibrated[best]);
  }

  private static double[] softmax(double[] logits, double temperature) {
    double largest = logits[indexOfLargest(logits)];
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp((logits[i] - largest) / temperature);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private static int indexOfLargest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private static Outcome invalid(String detail) {
    return new Outcome.Failed(Reason.INVALID_OUTPUT, detail);
  }
}
