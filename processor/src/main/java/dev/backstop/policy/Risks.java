package dev.backstop.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The risk classes of a policy.
 *
 * @param standing the class of every request here, or null if there is none
 */
public record Risks(List<RiskClass> classes, @Nullable RiskClass standing) {

  public static final Risks NONE = new Risks(List.of(), null);

  public Risks {
    classes = List.copyOf(classes);
  }

  /**
   * The class of a request, or null if it has none. A hint never makes a request less of a risk
   * than the policy has it, and one that names no class is taken for the gravest.
   */
  public @Nullable RiskClass of(@Nullable String hint) {
    if (hint == null || classes.isEmpty()) {
      return standing;
    }
    RiskClass gravest = null;
    for (RiskClass one : classes) {
      if (one.name().equals(hint)) {
        return graver(standing, one);
      }
      gravest = graver(gravest, one);
    }
    return gravest;
  }

  /** These classes for a part of the policy with this one, or with the policy's if it is null. */
  Risks standing(@Nullable RiskClass own) {
    return own == null ? this : new Risks(classes, own);
  }

  private static RiskClass graver(@Nullable RiskClass one, RiskClass other) {
    return one != null && one.floor() >= other.floor() ? one : other;
  }
}
