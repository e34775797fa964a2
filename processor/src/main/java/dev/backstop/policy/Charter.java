package dev.backstop.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy declares beside its ladder.
 *
 * @param flags on or off; what they choose stands in the tiers and the inputs already
 */
public record Charter(Caps caps, Risks risks, Map<String, Boolean> flags, Inputs inputs) {

  /** Nothing. */
  public static final Charter PLAIN =
      new Charter(Caps.NONE, Risks.NONE, Map.of(), Inputs.AS_THEY_COME);

  public Charter {
    flags = Map.copyOf(flags);
  }

  /**
   * What is declared for a segment.
   *
   * @param risk its own, or null for the policy's
   */
  public Charter forSegment(@Nullable RiskClass risk, Map<String, Boolean> flags, Inputs inputs) {
    return new Charter(caps, risks.standing(risk), flags, inputs);
  }
}
