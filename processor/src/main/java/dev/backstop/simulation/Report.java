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
 * @param unasked requests that people answered then and would not be asked about now
 * @param panel what is to be known of the audit panel
 * @param costs zero of all where the candidate has no risk classes
 */
public record Report(
    int requests,
    int otherDomains,
    Map<String, Integer> unknown,
    Side before,
    Side after,
    List<Change> changes,
    Unasked unasked,
    Panel panel,
    Costs costs) {

  /**
   * What mistakes and reviews are expected to cost, by the candidate's risk classes.
   *
   * @param requests of which both can be told: those that a person or a model answered, then and
   *     now
   */
  public record Costs(int requests, double before, double after) {}

  /**
   * Requests that people answered then and that something else would answer now. They were the hard
   * ones, so that they say nothing of how often answers are right.
   *
   * @param same how many of them would get the answer that the person gave
   */
  public record Unasked(int requests, int same) {}

  /**
   * The audit panel.
   *
   * @param open questions that had no answer yet, and time left
   * @param unheld those of them that no answer of a model is held against, then or now
   * @param byOperator whether requests were drawn at a rate that an operator had set; the candidate
   *     is taken at its own
   */
  public record Panel(int open, int unheld, boolean byOperator) {}

  /**
   * Answers that no person gave, held against the audit panel.
   *
   * @param right how many were right
   * @param unanswered of how many nobody said what is right; they count as wrong
   * @param of how many of the panel's requests had such an answer
   * @param open how many more of the panel's requests had such an answer and wait for theirs
   * @param share of right answers among all that no person gave, each of the panel standing for as
   *     many requests as its propensity says; null where there is none
   * @param bounds of that share, whatever those that are open will say; null where there are
   *     neither
   */
  public record Audited(
      int right,
      int unanswered,
      int of,
      int open,
      @Nullable Double share,
      @Nullable Bounds bounds) {}

  /**
   * Between what a share lies with 95 %, by exact bounds (Clopper and Pearson): the lower one as if
   * every open question told against it, the upper one as if every one told for it.
   */
  public record Bounds(double least, double most) {}

  /**
   * One of the two.
   *
   * @param mix how many requests ended where
   * @param reviews how many a person was asked about, and waited for
   * @param answers how many answers of persons these take: two, where two reviewers must agree
   * @param panelQuestions how many questions of the audit panel were put beside decisions, one
   *     answer each
   * @param right how many answers were right by the labels that were given
   * @param known of so many that have a label given and an answer
   * @param audited what the audit panel says
   * @param p50LatencyMicros median of what the models took together
   * @param p99LatencyMicros its 99th percentile
   */
  public record Side(
      Map<String, Integer> mix,
      int reviews,
      int answers,
      int panelQuestions,
      int right,
      int known,
      Audited audited,
      long p50LatencyMicros,
      long p99LatencyMicros) {}

  /** Requests that end elsewhere or otherwise, with some of their ids. */
  public record Change(Kind kind, int requests, List<String> examples) {

    /**
     * From where, with which answer, in which segment and by which way, to where, with which, in
     * which and by which now.
     */
    public record Kind(
        String from,
        @Nullable String labelBefore,
        @Nullable String segmentBefore,
        String pathBefore,
        String to,
        @Nullable String labelAfter,
        @Nullable String segment,
        String path) {}
  }

  /** How many requests something can be said of. */
  public int known() {
    return requests - unknown.values().stream().mapToInt(Integer::intValue).sum();
  }
}
