package dev.backstop.topology.names;

/**
 * The topics, without their prefix. All but the compacted ones have the same number of partitions,
 * and are keyed by request id; comparisons are by what is tried, so that one instance judges it,
 * and reports of calls by model and segment, so that one instance has a breaker.
 */
public enum Topic {
  REQUESTS("requests", Use.IN_USE, false, "Prediction requests, written by producers."),
  SECONDARY("secondary", Use.IN_USE, false, "Cases on their way to a later model tier."),
  REVIEWS("reviews", Use.IN_USE, false, "Questions to people."),
  VERDICTS("verdicts", Use.IN_USE, false, "People's answers, written by reviewers."),
  DECISIONS("decisions", Use.IN_USE, false, "The answers, read by consumers."),
  DEAD_LETTERS(
      "dead-letters", Use.IN_USE, false, "Records that could not be processed, with their bytes."),
  AUDIT("audit", Use.IN_USE, false, "What changed no decision and must be known all the same."),
  POLICIES(
      "policies",
      Use.IN_USE,
      true,
      "Policies: the one in force of each domain, and the versions there are."),
  CONTROLS(
      "controls",
      Use.IN_USE,
      true,
      "Operators' switches: what is wanted otherwise than the policy says, by whom, why and until"
          + " when."),
  HEALTH(
      "health",
      Use.IN_USE,
      false,
      "How calls of models have ended, a report a second of each task that asks them; and which of"
          + " their answers were wrong."),
  TIER_STATUS(
      "tier-status",
      Use.IN_USE,
      true,
      "Where the breaker of each model stands in each segment, and the risk of its answers, with the"
          + " evidence."),
  FEEDBACK(
      "feedback",
      Use.IN_USE,
      false,
      "Labels: what people said of requests, beside the decisions, with the odds of having been"
          + " asked."),
  SHADOW(
      "shadow",
      Use.IN_USE,
      false,
      "Requests that one of two models has answered, for the other one: off the critical path."),
  COMPARISONS(
      "comparisons",
      Use.IN_USE,
      false,
      "Two models' answers to the same request, by what is tried; once more with the label."),
  EVIDENCE(
      "evidence",
      Use.IN_USE,
      true,
      "What is known of each candidate model in each segment, with the verdict and its reason.");

  private enum Use {
    IN_USE,
    RESERVED
  }

  private final String suffix;
  private final Use use;
  private final boolean compacted;
  private final String description;

  Topic(String suffix, Use use, boolean compacted, String description) {
    this.suffix = suffix;
    this.use = use;
    this.compacted = compacted;
    this.description = description;
  }

  /** The topic's whole name. */
  public String with(String prefix) {
    return prefix + suffix;
  }

  /** The topic's {@code cleanup.policy}. */
  public String cleanupPolicy() {
    return compacted ? "compact" : "delete";
  }

  public boolean compacted() {
    return compacted;
  }

  public String description() {
    return description;
  }

  /** Whether this release reads or writes the topic; the others are reserved by the contracts. */
  public boolean inUse() {
    return use == Use.IN_USE;
  }
}
