package dev.backstop.guard;

import dev.backstop.policy.RiskClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is let through when a tier runs full: those for whom a wrong answer costs most, longest. The
 * others go to the next tier with OVERLOAD; nobody is lost. It is asked for each record of a queue
 * that is long, so it orders nothing: a class's rank is the number of those graver than it.
 *
 * @param classes in any order, each once
 * @param from how full the tier is, 0 to 1, when the least grave class is no longer let in; the
 *     gravest is let in until it is full, and those in between at even steps
 */
public record Shedding(List<RiskClass> classes, double from) {

  public Shedding {
    classes = List.copyOf(classes);
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
    int last = classes.size() - 1;
    // A class that the policy does not have must not be turned away for it.
    if (last < 1 || (risk != null && !classes.contains(risk))) {
      return 1;
    }
    return 1 - (1 - from) * (risk == null ? last : rank(risk)) / last;
  }

  /** How many classes are graver; of two that cost the same, the name decides. */
  private int rank(RiskClass risk) {
    int graver = 0;
    for (RiskClass one : classes) {
      int order = Double.compare(one.errorCost(), risk.errorCost());
      if (order > 0 || (order == 0 && one.name().compareTo(risk.name()) < 0)) {
        graver++;
      }
    }
    return graver;
  }
}
