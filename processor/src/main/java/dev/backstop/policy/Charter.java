package dev.backstop.policy;

import org.jspecify.annotations.Nullable;

/** What a policy declares beside its ladder. */
public record Charter(Caps caps, Risks risks) {

  /** Nothing. */
  public static final Charter PLAIN = new Charter(Caps.NONE, Risks.NONE);

  /** What is declared for a segment with this risk, or the policy's if it is null. */
  public Charter forSegment(@Nullable RiskClass risk) {
    return new Charter(caps, risks.standing(risk));
  }
}
