package dev.backstop.drill;

import dev.backstop.drill.DrillPlan.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has shown.
 *
 * @param domain whose policy was drilled
 * @param tiers at which it went wrong
 * @param by who has run it
 * @param sent how many records
 * @param lost how many of them nothing has become of
 * @param byTier how many decisions each tier made, by phase
 * @param detected from the first record that went wrong to the first answer of another tier; null
 *     if there was none
 * @param recovered from the first record after the fault to the first answer as before; null if
 *     there was none
 * @param asBefore how many records were answered after the fault by the tier that had answered
 *     before it
 */
public record DrillReport(
    String run,
    Scenario scenario,
    String domain,
    List<String> tiers,
    String by,
    Instant startedAt,
    int sent,
    int lost,
    Map<Phase, Map<String, Integer>> byTier,
    @Nullable Duration detected,
    @Nullable Duration recovered,
    int asBefore,
    List<Check> checks) {

  public DrillReport {
    tiers = List.copyOf(tiers);
    checks = List.copyOf(checks);
  }

  /**
   * One thing that should hold.
   *
   * @param told what was found, in a sentence
   */
  public record Check(String name, boolean held, String told) {}

  /** The tiers that have decided anything. */
  public List<String> deciders() {
    return byTier.values().stream()
        .flatMap(tiers -> tiers.keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** How many decisions a tier has made in a phase. */
  public int decisions(Phase phase, String tier) {
    return byTier.getOrDefault(phase, Map.of()).getOrDefault(tier, 0);
  }

  /** Whether all that should have happened has. */
  public boolean passed() {
    return checks.stream().allMatch(Check::held);
  }

  /** Those that do not hold. */
  public List<Check> broken() {
    return checks.stream().filter(check -> !check.held()).toList();
  }
}
