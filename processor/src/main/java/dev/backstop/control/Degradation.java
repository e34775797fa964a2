package dev.backstop.control;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.guard.Breakers;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a domain is from what its policy means to have: a function of the policy, of what
 * operators have set and of where the breakers stand, and so the same on every instance that has
 * heard the same. What only one instance lacks, such as a model that it could not load, is not in
 * it.
 *
 * @param level of the domain as a whole
 * @param lacks what is away, in the order of segments and tiers; empty if the level is NORMAL
 */
public record Degradation(DegradationLevel level, List<Lack> lacks) {

  /**
   * A tier that is away for all or for some requests.
   *
   * @param segment of the policy, or null for the requests of none
   * @param why a clause
   */
  public record Lack(@Nullable String segment, String tier, String why) {

    /** A clause that says what is away, where and why. */
    public String inWords() {
      return (segment == null ? "" : "in segment '" + segment + "': ")
          + "tier '"
          + tier
          + "': "
          + why;
    }
  }

  public Degradation {
    lacks = List.copyOf(lacks);
  }

  /**
   * That of a domain. It is at FULL_ESCALATION if each segment that has models is, and so are the
   * requests of none; at PARTIAL_FUNCTION if any of them is at that or above.
   */
  public static Degradation of(Policy policy, Switches switches, Breakers breakers, Instant now) {
    List<Lack> lacks = new ArrayList<>();
    DegradationLevel gravest = DegradationLevel.NORMAL;
    boolean automatic = false;
    boolean escalated = true;
    for (Policy variant : policy.variants()) {
      Reaches reaches = Reaches.of(variant, switches, breakers, now, lacks);
      gravest = gravest.or(reaches.level());
      automatic |= reaches.automatic();
      escalated &= !reaches.automatic() || reaches.level() == DegradationLevel.FULL_ESCALATION;
    }
    boolean some = gravest == DegradationLevel.FULL_ESCALATION && !(automatic && escalated);
    return new Degradation(some ? DegradationLevel.PARTIAL_FUNCTION : gravest, lacks);
  }

  /**
   * That of the requests to which this variant of a policy applies. While nothing is set and every
   * breaker is closed it costs nothing.
   */
  public static DegradationLevel level(
      Policy variant, Switches switches, Breakers breakers, Instant now) {
    return switches.none() && breakers.closed()
        ? DegradationLevel.NORMAL
        : Reaches.of(variant, switches, breakers, now, null).level();
  }
}
