package dev.backstop.domain;

/**
 * Why a tier did not simply answer. A closed list: code, meter tags, lineage headers and the Avro
 * contract share it.
 */
public enum Reason {
  LOW_CONFIDENCE("it was not sure enough"),
  INVALID_INPUT("the request lacks something it needs, or holds a value it cannot use"),
  INVALID_OUTPUT("it returned something that is not an answer"),
  ERROR("it failed"),
  TIMEOUT("it took longer than its time budget"),
  OVERLOAD("it had no capacity left"),
  BREAKER_OPEN("it is not asked for the moment, because it failed or hung"),
  DRIFT_GUARD("the inputs no longer look like those it was made for"),
  POLICY_FORCED("the policy or an operator told the ladder to pass it by"),
  AUDIT_SAMPLE("the request was drawn for an audit"),
  DRILL("a drill was running"),
  BUDGET_EXHAUSTED("too little of the deadline was left"),
  REVIEW_TIMEOUT("nobody answered in time"),
  UNCERTIFIED("its threshold is not certified"),
  NOT_APPLICABLE("none of its rules applies"),
  /** Read from a record of a newer release; never given by this one. */
  UNKNOWN("for a reason that this release does not know");

  private final String inWords;

  Reason(String inWords) {
    this.inWords = inWords;
  }

  /** Ends a sentence that begins with the tier: "primary did not answer, because …". */
  public String inWords() {
    return inWords;
  }
}
