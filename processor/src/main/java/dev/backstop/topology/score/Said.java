package dev.backstop.topology.score;

import dev.backstop.domain.Member;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of a case, or why it says nothing.
 *
 * @param member for lineage, with all the time that the request has spent on it: its waits for a
 *     place and both of two calls
 * @param callMicros how long the call itself took, which is what the model's breaker goes by
 * @param first why the first of two calls failed; null if there was one
 */
record Said(Member member, long callMicros, @Nullable Reason first) {

  /** A model that was not asked: that says nothing of it. */
  static Said unasked(String name, Outcome why) {
    return new Said(new Member(name, null, why, 0), 0, null);
  }

  /** A model that is not there. */
  static Said missing(String name) {
    String detail = "model '" + name + "' is not loaded on this instance";
    return unasked(name, new Outcome.Failed(Reason.ERROR, detail));
  }

  boolean wasAsked() {
    return member.model() != null;
  }
}
