package dev.backstop.policy;

import dev.backstop.domain.Features;

/** Something that may hold for the features of a request. Instances may be used by many threads. */
public interface Condition {

  /** The condition as it stands in the policy. */
  String text();

  /** For which requests it can hold, as far as its text tells. */
  default Reach reach() {
    return Reach.UNKNOWN;
  }

  /** Never throws. */
  Truth test(Features features);
}
