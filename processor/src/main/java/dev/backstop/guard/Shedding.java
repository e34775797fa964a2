package dev.backstop.guard;

import dev.backstop.policy.RiskClass;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is let through when a tier runs full: those for whom a wrong answer costs most, longest. The
 * others go to the next tier with OVERLOAD; nobody is lost.
 *
 * @param gravest the classes, the gravest first
 * @param from how full the tier is, 0 to 1, when the least grave class is no longer let in; the
 *     gravest is let in until it is full, and those in between at even steps
 */
public record Shedding(List<RiskClass> gravest, double from) {

  public Shedding {
    gravest =
        gravest.stream()
            .sorted(
                Comparator.comparingDouble(RiskClass::errorCost)
                    .reversed()
                    .thenComparing(RiskClass::name))
            .toList();
    new Checks("shedding").share("from", from).throwIfAny();
  }

  /**
   * Whether a request may ask the tier.
   *
   * @param risk of the request; one without a class is taken for the least grave, if there are any
   * @param fullness of the tier, 0 to 1
   */
  public boolean admits(@Nullable RiskClass risk, double fullness) {
    return fullness < ceiling(risk);
  }

  /**
   * How full the tier may be for a request to be let in, above 0 and at most 1.
   *
   * @param risk of the request, or null
   */
  public double ceiling(@Nullable RiskClass risk) {
    int last = gravest.size() - 1;
    int rank = risk == null ? last : gravest.indexOf(risk);
    // A class that the policy does not have must not be turned away for it.
    return last < 1 || rank < 0 ? 1 : 1 - (1 - from) * rank / last;
  }
}
