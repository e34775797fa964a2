package dev.backstop.control;

import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tier of a policy may answer at a time.
 *
 * @param control id of the control that makes it so, or null if none does
 * @param why what that control wants, in words
 */
public record Standing(
    String tier, TierKind kind, State state, @Nullable String control, @Nullable String why) {

  /** Whether it may, and who says so. */
  public enum State {
    ON,
    OFF_IN_POLICY,
    /** An operator has switched it off, or lets the ladder pass it by. */
    PASSED_BY,
    /** An operator wants it asked: first of all, or although the policy has it off. */
    FORCED
  }

  /** How the tiers stand, in the order of the ladder; segments aside. */
  public static List<Standing> of(Policy policy, Switches switches, Instant now) {
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < policy.ladder().size(); i++) {
      Tier tier = policy.ladder().get(i);
      Bar bar = switches.bar(policy, i, now);
      String wanting = switches.wanting(tier.name(), now);
      if (bar != null) {
        standings.add(standing(tier, State.PASSED_BY, bar.control(), bar.why()));
      } else if (wanting != null) {
        standings.add(standing(tier, State.FORCED, wanting, null));
      } else {
        standings.add(standing(tier, tier.enabled() ? State.ON : State.OFF_IN_POLICY, null, null));
      }
    }
    return standings;
  }

  private static Standing standing(
      Tier tier, State state, @Nullable String control, @Nullable String why) {
    return new Standing(tier.name(), tier.kind(), state, control, why);
  }
}
