package dev.backstop.verify.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a robot says to a task: a function of the seed and the request, whoever is asked. */
final class ReviewHabit {

  /**
   * A verdict to be given.
   *
   * @param label null for "cannot decide"
   * @param other whether another reviewer gives it
   * @param forged whether it repeats another digest than the task's, and must be refused
   */
  record Say(@Nullable String label, boolean other, boolean forged) {}

  private static final double FORGES = 0.05;
  private static final double CANNOT_DECIDE = 0.08;
  private static final double REPEATS = 0.10;
  private static final double CONTRADICTED = 0.10;

  private ReviewHabit() {}

  /** The verdicts, in their order; the first that is not forged counts. */
  static List<Say> of(long seed, String requestId) {
    SplittableRandom random =
        new SplittableRandom(seed * 31 + requestId.hashCode() * 0x9E3779B97F4A7C15L);
    List<Say> says = new ArrayList<>();
    String label = random.nextBoolean() ? "yes" : "no";
    String opposite = label.equals("yes") ? "no" : "yes";
    if (random.nextDouble() < FORGES) {
      says.add(new Say(label, false, true));
    }
    Say first = new Say(random.nextDouble() < CANNOT_DECIDE ? null : label, false, false);
    says.add(first);
    if (random.nextDouble() < REPEATS) {
      says.add(first);
    }
    if (random.nextDouble() < CONTRADICTED) {
      says.add(new Say(opposite, true, false));
    }
    return says;
  }
}
