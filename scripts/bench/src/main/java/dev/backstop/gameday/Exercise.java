package dev.backstop.gameday;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was rehearsed, and what came of it.
 *
 * @param name of the scenario
 * @param expected what should happen, in a sentence
 * @param sent records that were copied, or real requests where the surroundings failed
 * @param lost how many of them nothing has become of
 * @param detectedMillis until the first answer by another tier; null where nobody else answers
 * @param recoveredMillis from the end of the fault to the first answer as before, or to the
 *     breaker's being back; null if that has not come
 * @param byTier how many each tier decided, by phase: BEFORE, DURING, AFTER
 * @param checks all that should hold
 * @param figures further ones by name; the names end with their unit
 */
record Exercise(
    String name,
    String expected,
    int sent,
    int lost,
    @Nullable Long detectedMillis,
    @Nullable Long recoveredMillis,
    Map<String, Map<String, Integer>> byTier,
    List<Check> checks,
    Map<String, Double> figures) {

  /** One thing that should hold, and what was found. */
  record Check(String name, boolean held, String told) {}

  Exercise {
    byTier = new TreeMap<>(byTier);
    checks = List.copyOf(checks);
    figures = new TreeMap<>(figures);
  }

  boolean passed() {
    return checks.stream().allMatch(Check::held);
  }

  /** How many a tier decided in a phase. */
  int decisions(String phase, String tier) {
    return byTier.getOrDefault(phase, Map.of()).getOrDefault(tier, 0);
  }

  /** One that could not be run. */
  static Exercise notRun(String name, String expected, String why) {
    return new Exercise(
        name,
        expected,
        0,
        0,
        null,
        null,
        Map.of(),
        List.of(new Check("was-run", false, why)),
        Map.of());
  }
}
