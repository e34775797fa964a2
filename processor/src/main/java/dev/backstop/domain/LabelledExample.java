package dev.backstop.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request with what a person says of it, beside the decision.
 *
 * @param decisionId the decision it stands beside
 * @param decidedLabel that decision's answer, or null for a rejection
 * @param label the person's answer; null if the question stayed unresolved
 * @param unresolved why there is no label; null exactly if there is one
 * @param compared whose answer is held against the label
 * @param propensity probability with which the request was to be labelled
 * @param audit how the panel's coin fell; null where the policy has no panel
 * @param features as the reviewer saw them
 * @param attempts what was tried before a person was asked
 */
public record LabelledExample(
    String taskId,
    String requestId,
    String domain,
    Origin origin,
    String decisionId,
    @Nullable String decidedLabel,
    @Nullable String label,
    @Nullable Reason unresolved,
    Compared compared,
    double propensity,
    @Nullable AuditDraw audit,
    @Nullable String reviewer,
    PolicyRef policy,
    @Nullable String segment,
    SourcePosition source,
    Features features,
    List<Attempt> attempts,
    Instant labelledAt) {

  /** Which question the label answers. */
  public enum Origin {
    /** One that stands beside a decision. */
    AUDIT,
    /** One that made the decision. */
    REVIEW
  }

  /**
   * The answer held against the label.
   *
   * @param tier null if nobody before the person had an answer
   * @param confidence calibrated, or null where there is none
   */
  public record Compared(
      @Nullable String tier,
      @Nullable ModelRef model,
      @Nullable String label,
      @Nullable Double rawConfidence,
      @Nullable Double confidence) {
    public static final Compared NOTHING = new Compared(null, null, null, null, null);
  }

  public LabelledExample {
    if ((label == null) == (unresolved == null)) {
      throw new IllegalArgumentException(
          "example " + taskId + ": it has either a label or a reason why it has none");
    }
  }

  /** The same, where there is no room for the features. */
  public LabelledExample withoutFeatures() {
    return new LabelledExample(
        taskId,
        requestId,
        domain,
        origin,
        decisionId,
        decidedLabel,
        label,
        unresolved,
        compared,
        propensity,
        audit,
        reviewer,
        policy,
        segment,
        source,
        new Features(Map.of()),
        attempts,
        labelledAt);
  }

  /**
   * Whether this counts as an error of the answer compared. Silence does: otherwise the hard cases,
   * which people leave, would make a model look better than it is. Null if there is no answer to
   * compare the label with.
   */
  public @Nullable Boolean error() {
    if (label == null) {
      return true;
    }
    return compared.label() == null ? null : !label.equals(compared.label());
  }
}
