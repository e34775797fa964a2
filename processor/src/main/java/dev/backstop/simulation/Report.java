package dev.backstop.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation has found.
 *
 * @param requests of the candidate's domain
 * @param otherDomains requests that were left out
 * @param unknown by the tier that would have been asked and was not then: how many requests nothing
 *     can be said of
 * @param before as it was, without the unknown ones
 * @param after as it would be
 * @param changes the most frequent first
 * @param costs zero of all where the candidate has no risk classes
 */
public record Report(
    int requests,
    int otherDomains,
    Map<String, Integer> unknown,
    Side before,
    Side after,
    List<Change> changes,
    Costs costs) {

  /**
   * What mistakes and reviews are expected to cost, by the candidate's risk classes.
   *
   * @param requests of which both can be told: those that a person or a model answered, then and
   *     now
   */
  public record Costs(int requests, double before, double after) {}

  /**
   * One of the two.
   *
   * @param mix how many requests ended where
   * @param reviews how many a person was asked about
   * @param answers how many answers of persons these take: two, where two reviewers must agree
   * @param right how many answers were right
   * @param known of so many whose truth is known and that have an answer
   * @param p50LatencyMicros median of what the models took together
   * @param p99LatencyMicros its 99th percentile
   */
  public record Side(
      Map<String, Integer> mix,
      int reviews,
      int answers,
      int right,
      int known,
      long p50LatencyMicros,
      long p99LatencyMicros) {}

  /** Requests that end elsewhere or otherwise, with some of their ids. */
  public record Change(Kind kind, int requests, List<String> examples) {

    /** From where and which answer to where and which, and by which way now. */
    public record Kind(
        String from,
        @Nullable String labelBefore,
        String to,
        @Nullable String labelAfter,
        String path) {}
  }

  /** How many requests something can be said of. */
  public int known() {
    return requests - unknown.values().stream().mapToInt(Integer::intValue).sum();
  }
}
