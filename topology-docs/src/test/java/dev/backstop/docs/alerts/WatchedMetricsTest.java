package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.docs.MeterNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Rules and dashboards read what the code declares. Whether a running processor gives it, with
 * those labels, is for the processor's integration test to see.
 */
class WatchedMetricsTest {

  private final Monitoring monitoring = new Monitoring(Path.of("monitoring"));

  @Test
  void shouldReadMetersThatAreDeclaredOrPlanned() throws IOException {
    Set<String> known = new TreeSet<>(MeterNames.series());
    known.addAll(monitoring.planned());

    assertThat(monitoring.metrics().keySet())
        .filteredOn(metric -> metric.startsWith("backstop_"))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  @Test
  void shouldPlanNothingThatIsDeclaredAlready() throws IOException {
    assertThat(monitoring.planned())
        .as("is there by now: take it off planned.txt")
        .doesNotContainAnyElementsOf(MeterNames.series());
  }

  @Test
  void shouldPlanNothingThatNobodyReads() throws IOException {
    assertThat(monitoring.metrics().keySet()).containsAll(monitoring.planned());
  }

  @Test
  void shouldReadPlannedMetersInNoRuleOfTodaysMeters() throws IOException {
    Set<String> planned = monitoring.planned();

    assertThat(monitoring.rules())
        .filteredOn(file -> file.file().equals("backstop.rules.yml"))
        .singleElement()
        .satisfies(
            file ->
                assertThat(file.rules())
                    .flatExtracting(rule -> Promql.metrics(rule.expression()).keySet())
                    .noneMatch(planned::contains));
  }
}
