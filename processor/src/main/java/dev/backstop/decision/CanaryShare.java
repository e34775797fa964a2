package dev.backstop.decision;

import dev.backstop.control.Switches;
import dev.backstop.judge.Ruling;
import dev.backstop.judge.Rulings;
import dev.backstop.judge.Trial;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The share of a tier's requests that a canary answers now, and who says so. What was held on
 * evidence nobody lets loose but a new version of the policy; short of that an operator's word goes
 * before evidence for the candidate, and that before the policy.
 *
 * @param why the reason in words where evidence says so, else null
 * @param control id of the control by which an operator says so, else null
 */
public record CanaryShare(
    double share, Cause cause, @Nullable String why, @Nullable String control) {

  /** Who says so. */
  public enum Cause {
    POLICY,
    OPERATOR,
    PROMOTED,
    ROLLED_BACK
  }

  /**
   * The share of this canary.
   *
   * @param policy as it applies to the segment that is meant
   */
  public static CanaryShare of(
      Policy policy, Candidate canary, Switches switches, Rulings rulings, Instant now) {
    Ruling ruling = rulings.of(new Trial.Key(policy.ref().sha256(), canary.tier(), canary.model()));
    Ruling.Finding against = ruling.rejected();
    if (canary.rollsBack() && against != null) {
      return new CanaryShare(0, Cause.ROLLED_BACK, against.inWords(), null);
    }
    OptionalDouble wanted = switches.canaryShare(now);
    if (wanted.isPresent()) {
      return new CanaryShare(
          wanted.getAsDouble(), Cause.OPERATOR, null, switches.canaryControl(now));
    }
    Ruling.Finding inFavour = ruling.accepted(policy.applies().segment());
    return canary.promotes() && inFavour != null
        ? new CanaryShare(1, Cause.PROMOTED, inFavour.inWords(), null)
        : new CanaryShare(canary.share(), Cause.POLICY, null, null);
  }
}
