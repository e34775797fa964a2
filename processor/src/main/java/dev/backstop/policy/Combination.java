package dev.backstop.policy;

import dev.backstop.domain.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the answers of several models are made one. A function of their calibrated scores alone: the
 * same answers give the same result to the last bit, wherever they were asked and however the
 * scores are stored. Of labels that are equally sure, the first in alphabetical order is taken.
 *
 * <p>The combined confidence is the largest combined score. It is no more calibrated than the
 * combination makes it: of calibrated members a weighted mean is a probability, a share of votes is
 * not one, and stacking is what its weights were fitted to be.
 */
public sealed interface Combination {

  /**
   * The combined answer.
   *
   * @param scores of the members in their order, null for one that did not answer; at least one is
   *     there
   */
  Score of(List<@Nullable Score> scores);

  /** What it does, with its weights. */
  String inWords();

  /**
   * The mean of each label's scores. A label that a member does not score has 0 of it. The weights
   * of members that did not answer are left out.
   *
   * @param weights of the members, above 0
   */
  record WeightedMean(List<Double> weights) implements Combination {
    public WeightedMean {
      weights = List.copyOf(weights);
    }

    @Override
    public String inWords() {
      return "a mean with the weights " + weights;
    }

    @Override
    public Score of(List<@Nullable Score> scores) {
      Map<String, Double> sums = new TreeMap<>();
      double weight = 0;
      for (int i = 0; i < scores.size(); i++) {
        Score score = scores.get(i);
        if (score != null) {
          weight += weights.get(i);
          for (Map.Entry<String, Double> one : score.scores().entrySet()) {
            sums.merge(one.getKey(), weights.get(i) * one.getValue(), Double::sum);
          }
        }
      }
      return surest(divided(sums, weight));
    }
  }

  /**
   * The label with the most votes; its confidence is its share of the votes that were given.
   *
   * @param votes of the members, above 0
   */
  record Majority(List<Double> votes) implements Combination {
    public Majority {
      votes = List.copyOf(votes);
    }

    @Override
    public String inWords() {
      return "a majority with the votes " + votes;
    }

    @Override
    public Score of(List<@Nullable Score> scores) {
      Map<String, Double> sums = new TreeMap<>();
      double given = 0;
      for (int i = 0; i < scores.size(); i++) {
        Score score = scores.get(i);
        if (score != null) {
          given += votes.get(i);
          score.scores().keySet().forEach(label -> sums.putIfAbsent(label, 0.0));
          sums.merge(score.label(), votes.get(i), Double::sum);
        }
      }
      return surest(divided(sums, given));
    }

    /**
     * Whether a single vote against makes an answer less sure than the threshold.
     *
     * @param minimum how many vote at least; at least 1
     */
    boolean unanimous(double threshold, int minimum) {
      if (votes.size() < 2 || minimum < 2) {
        return false;
      }
      double all = votes.stream().mapToDouble(Double::doubleValue).sum();
      double least = votes.stream().mapToDouble(Double::doubleValue).min().orElse(0);
      return threshold > (all - least) / all;
    }
  }

  /**
   * A softmax over {@code intercept(label) + Σ weight(member, label) · score(member, label)}; with
   * two labels, a logistic regression. A member that did not answer counts as one that has no
   * preference: the same score for every label.
   *
   * @param intercepts by label; these are the labels that can be answered
   * @param weights by label, of each member in their order
   */
  record Stacking(Map<String, Double> intercepts, List<Map<String, Double>> weights)
      implements Combination {
    public Stacking {
      intercepts = Map.copyOf(intercepts);
      List<Map<String, Double>> copies = new ArrayList<>();
      weights.forEach(one -> copies.add(Map.copyOf(one)));
      weights = List.copyOf(copies);
    }

    @Override
    public String inWords() {
      return "stacking with the intercepts "
          + new TreeMap<>(intercepts)
          + " and the weights "
          + weights.stream().map(TreeMap::new).toList();
    }

    @Override
    public Score of(List<@Nullable Score> scores) {
      Map<String, Double> sums = new TreeMap<>(intercepts);
      double indifferent = 1.0 / intercepts.size();
      for (int i = 0; i < scores.size(); i++) {
        Score score = scores.get(i);
        for (Map.Entry<String, Double> weight : weights.get(i).entrySet()) {
          double sure =
              score == null ? indifferent : score.scores().getOrDefault(weight.getKey(), 0.0);
          sums.merge(weight.getKey(), weight.getValue() * sure, Double::sum);
        }
      }
      // The largest exponent is 0, so that nothing overflows.
      double most = sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
      double total = 0;
      for (Map.Entry<String, Double> sum : sums.entrySet()) {
        sum.setValue(StrictMath.exp(sum.getValue() - most));
        total += sum.getValue();
      }
      return surest(divided(sums, total));
    }

    /**
     * A bound of the confidence that no scores exceed: the label's own scores speak most for it,
     * and all others' most against it, as far as scores from 0 to 1 can.
     */
    double highest() {
      double highest = 0;
      for (String label : intercepts.keySet()) {
        double own = extreme(label, true);
        double others = 0;
        for (String other : intercepts.keySet()) {
          others += other.equals(label) ? 0 : StrictMath.exp(extreme(other, false) - own);
        }
        highest = Math.max(highest, 1 / (1 + others));
      }
      return highest;
    }

    private double extreme(String label, boolean most) {
      double sum = intercepts.getOrDefault(label, 0.0);
      for (Map<String, Double> member : weights) {
        double weight = member.getOrDefault(label, 0.0);
        sum += most ? Math.max(0, weight) : Math.min(0, weight);
      }
      return sum;
    }
  }

  private static Map<String, Double> divided(Map<String, Double> sums, double by) {
    Map<String, Double> shares = new LinkedHashMap<>();
    // Rounding must not make a score larger than 1, which no threshold is.
    sums.forEach((label, sum) -> shares.put(label, Math.min(1, sum / by)));
    return shares;
  }

  private static Score surest(Map<String, Double> scores) {
    String label = "";
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Double> score : scores.entrySet()) {
      if (score.getValue() > most) {
        label = score.getKey();
        most = score.getValue();
      }
    }
    return new Score(label, scores, most, most);
  }
}
