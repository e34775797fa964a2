package dev.backstop.gameday;

import dev.backstop.gameday.Exercise.Check;
import dev.backstop.guard.BreakerState.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the death of a primary has shown. */
final class DeathJudge {

  /**
   * Share of the requests that the primary must have answered before, or nothing is shown. Of one
   * in eight it is not sure.
   */
  private static final double HEALTHY = .80;

  private DeathJudge() {}

  static Exercise judge(DeathCourse course, Requests requests) {
    int waiting = requests.waiting(course.last());
    int sent = course.last() - course.first();
    List<Ended> ended = requests.ended().stream().filter(course::has).toList();
    Switchover figures = Switchover.of(ended, course.died(), course.switched());
    Map<String, Map<String, Integer>> byTier = byTier(ended, course);
    Comeback comeback = course.comeback();
    List<Check> checks = new ArrayList<>();
    checks.add(new Check("nothing-lost", waiting == 0, waiting + " of " + sent + " did not end"));
    checks.add(healthy(byTier));
    checks.add(opened(course));
    checks.add(switched(figures));
    // A quick day is for any machine, and only tells it.
    if (course.until() == Kind.CLOSED) {
      checks.add(inTime(figures));
    }
    checks.add(course.kept());
    checks.add(new Check("comes-back", comeback.has(course.until()), returned(course)));
    return new Exercise(
        course.death().label(),
        course.death().expected(),
        sent,
        waiting,
        figures.fallbackMillis(),
        comeback.millis(course.until()),
        byTier,
        checks,
        figures(course, figures));
  }

  private static Check healthy(Map<String, Map<String, Integer>> byTier) {
    Map<String, Integer> before = byTier.getOrDefault("BEFORE", Map.of());
    int all = before.values().stream().mapToInt(Integer::intValue).sum();
    int primary = before.getOrDefault("primary", 0);
    return new Check(
        "healthy-before",
        primary > 0 && primary >= HEALTHY * all,
        "primary answered " + primary + " of " + all);
  }

  private static Check opened(DeathCourse course) {
    Long millis = openedMillis(course);
    return new Check(
        "opens-everywhere",
        millis != null,
        millis == null ? "never" : "OPEN on both instances " + millis + " ms after the death");
  }

  private static @Nullable Long openedMillis(DeathCourse course) {
    Long opened = course.opened();
    return opened == null ? null : TimeUnit.NANOSECONDS.toMillis(opened - course.died());
  }

  private static Check switched(Switchover figures) {
    return new Check(
        "fallback-answered",
        figures.fallbackMillis() != null && figures.refusedMillis() != null,
        "first decision by another tier after "
            + told(figures.fallbackMillis())
            + ", first for BREAKER_OPEN after "
            + told(figures.refusedMillis()));
  }

  private static Check inTime(Switchover figures) {
    return new Check(
        "in-time-during-the-switch",
        figures.inTime(),
        String.format(
            Locale.ROOT,
            "%d of %d late (%.2f %%; below %.0f %%), the latest by %d ms%s",
            figures.late(),
            figures.touched(),
            100 * figures.lateShare(),
            100 * Switchover.BAR,
            figures.worstMillis(),
            figures.lateBy().isEmpty() ? "" : ": " + figures.lateBy()));
  }

  private static String returned(DeathCourse course) {
    return "from the model's being sound again: "
        + course.comeback().inWords()
        + (course.until() == Kind.CLOSED ? "" : "; not watched beyond " + course.until());
  }

  private static Map<String, Double> figures(DeathCourse course, Switchover figures) {
    Comeback comeback = course.comeback();
    Map<String, Double> all = new TreeMap<>();
    put(all, "openEverywhereMillis", openedMillis(course));
    put(all, "firstFallbackMillis", figures.fallbackMillis());
    put(all, "firstBreakerOpenMillis", figures.refusedMillis());
    put(all, "shadowMillis", comeback.millis(Kind.SHADOW));
    put(all, "rampMillis", comeback.millis(Kind.RAMP));
    put(all, "closedMillis", comeback.millis(Kind.CLOSED));
    put(all, "touchedBySwitch", (long) figures.touched());
    put(all, "lateBySwitch", (long) figures.late());
    put(all, "latestByMillis", figures.worstMillis());
    all.put("lateShare", figures.lateShare());
    return all;
  }

  private static void put(Map<String, Double> all, String name, @Nullable Long value) {
    if (value != null) {
      all.put(name, value.doubleValue());
    }
  }

  private static Map<String, Map<String, Integer>> byTier(List<Ended> ended, DeathCourse course) {
    Map<String, Map<String, Integer>> byTier = new TreeMap<>();
    for (Ended one : ended) {
      String phase =
          one.seenNanos() < course.died()
              ? "BEFORE"
              : one.sentNanos() < course.comeback().sound() ? "DURING" : "AFTER";
      byTier.computeIfAbsent(phase, none -> new TreeMap<>()).merge(one.tier(), 1, Integer::sum);
    }
    return byTier;
  }

  private static String told(@Nullable Long millis) {
    return millis == null ? "none" : millis + " ms";
  }
}
