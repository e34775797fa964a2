package dev.backstop.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Decides what is sent, in which order: every application once, and between them malformed records
 * and copies. The same applications and seed give the same plan.
 */
final class RequestPlan {
  static final double MALFORMED = 0.03;
  static final double COPIES = 0.03;
  static final double INCOMPLETE = 0.03;

  private static final double PROVISIONAL = 0.15;
  private static final double FIRST_TIER_ONLY = 0.01;
  private static final double NOBODY_LOOKS = 0.015;

  /** Of the incomplete ones, which reach a person for certain. */
  private static final double NOBODY_LOOKS_AT_INCOMPLETE = 0.3;

  /** Needed by both models, which have no rule for their absence. */
  private static final List<String> NEEDED = List.of("Age", "Amount", "Price");

  private final Random random;

  private RequestPlan(long seed) {
    this.random = new Random(seed);
  }

  static List<Planned> of(List<Application> applications, long seed) {
    return new RequestPlan(seed).plan(applications);
  }

  private List<Planned> plan(List<Application> applications) {
    List<Planned> plan = new ArrayList<>();
    List<Planned.Question> asked = new ArrayList<>();
    Fault[] faults = Fault.values();
    int malformed = 0;
    for (Application application : applications) {
      Planned.Question question = question(application);
      asked.add(question);
      plan.add(question);
      if (chance(COPIES)) {
        plan.add(new Planned.Copy(asked.get(random.nextInt(asked.size()))));
      }
      if (chance(MALFORMED)) {
        Fault fault = faults[malformed % faults.length];
        plan.add(
            new Planned.Malformed(
                String.format(Locale.ROOT, "malformed-%03d", malformed), fault, application));
        malformed++;
      }
    }
    return List.copyOf(plan);
  }

  private Planned.Question question(Application application) {
    Optional<String> leftOut =
        chance(INCOMPLETE)
            ? Optional.of(NEEDED.get(random.nextInt(NEEDED.size())))
            : Optional.empty();
    return new Planned.Question(
        String.format(Locale.ROOT, "application-%04d", application.row()),
        application,
        leftOut,
        wish(leftOut.isPresent()));
  }

  private Wish wish(boolean incomplete) {
    if (chance(incomplete ? NOBODY_LOOKS_AT_INCOMPLETE : NOBODY_LOOKS)) {
      return Wish.NOBODY_LOOKS;
    }
    if (chance(FIRST_TIER_ONLY)) {
      return Wish.FIRST_TIER_ONLY;
    }
    return chance(PROVISIONAL) ? Wish.PROVISIONAL : Wish.NOTHING_SPECIAL;
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }
}
