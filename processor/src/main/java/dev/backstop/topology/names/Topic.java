package dev.backstop.topology.names;

/**
 * The topics, without their prefix. All but the compacted ones are keyed by request id and have the
 * same number of partitions.
 */
public enum Topic {
  REQUESTS("requests", false, "Prediction requests, written by producers."),
  SECONDARY("secondary", false, "Cases on their way to a later model tier."),
  REVIEWS("reviews", false, "Questions to people."),
  VERDICTS("verdicts", false, "People's answers, written by reviewers."),
  DECISIONS("decisions", false, "The answers, read by consumers."),
  DEAD_LETTERS("dead-letters", false, "Records that could not be processed, with their bytes."),
  AUDIT("audit", false, "What changed no decision and must be known all the same."),
  POLICIES("policies", true, "Policies in force, one a domain."),
  CONTROLS("controls", true, "Operators' switches."),
  TIER_STATUS("tier-status", true, "Breakers' states, with their evidence."),
  FEEDBACK("feedback", false, "Labelled examples."),
  SHADOW("shadow", false, "Cases for a candidate model, off the critical path.");

  private final String suffix;
  private final boolean compacted;
  private final String description;

  Topic(String suffix, boolean compacted, String description) {
    this.suffix = suffix;
    this.compacted = compacted;
    this.description = description;
  }

  /** The topic's whole name. */
  public String with(String prefix) {
    return prefix + suffix;
  }

  public boolean compacted() {
    return compacted;
  }

  public String description() {
    return description;
  }

  /** Whether this release reads or writes the topic; the others are reserved by the contracts. */
  public boolean inUse() {
    return ordinal() <= AUDIT.ordinal();
  }
}
