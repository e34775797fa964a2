package dev.backstop.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Predicate;

/**
 * requests = terminal decisions + pending + dead letters (but those of verdicts) + duplicates, as
 * {@link Meter} says.
 */
public final class MetersBalance implements Guarantee {

  /** Topics of which no record is a request. */
  private static final List<String> ASIDE =
      List.of("verdicts", "shadow", "feedback", "comparisons");

  private final MeterRegistry registry;

  public MetersBalance(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void check() {
    double requests = sum(Meter.REQUESTS, counter -> true);
    double terminal =
        sum(Meter.DECISIONS, counter -> !"PROVISIONAL".equals(counter.getId().getTag("status")));
    double dead =
        sum(
            Meter.DEAD_LETTERS,
            counter ->
                ASIDE.stream()
                    .noneMatch(String.valueOf(counter.getId().getTag("topic"))::endsWith));
    double duplicates = sum(Meter.DUPLICATES, counter -> true);
    double pending = registry.get(Meter.PENDING.meterName()).gauge().value();
    assertThat(terminal + pending + dead + duplicates)
        .as(
            "terminal %s + pending %s + dead letters %s + duplicates %s",
            terminal, pending, dead, duplicates)
        .isEqualTo(requests);
  }

  private double sum(Meter meter, Predicate<Counter> which) {
    return registry.find(meter.meterName()).counters().stream()
        .filter(which)
        .mapToDouble(Counter::count)
        .sum();
  }
}
