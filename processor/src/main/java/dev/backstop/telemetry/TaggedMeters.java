package dev.backstop.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The meters of a registry by the values of their tags, each made when it is first asked for. */
final class TaggedMeters {

  private record Tagged(Meter meter, List<String> values) {}

  private final MeterRegistry registry;
  private final ConcurrentMap<Tagged, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<Tagged, Timer> timers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Tagged, DistributionSummary> summaries = new ConcurrentHashMap<>();

  TaggedMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  Counter counter(Meter meter, String... values) {
    return counters.computeIfAbsent(
        new Tagged(meter, List.of(values)),
        tagged ->
            Counter.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(tagged))
                .register(registry));
  }

  Timer timer(Meter meter, String... values) {
    return timers.computeIfAbsent(
        new Tagged(meter, List.of(values)),
        tagged ->
            Timer.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(tagged))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(10_000))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry));
  }

  DistributionSummary summary(Meter meter, String... values) {
    return summaries.computeIfAbsent(
        new Tagged(meter, List.of(values)),
        tagged ->
            DistributionSummary.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(tagged))
                .serviceLevelObjectives(meter.borders())
                .register(registry));
  }

  private static String[] tags(Tagged tagged) {
    String[] tags = new String[tagged.values().size() * 2];
    for (int i = 0; i < tagged.values().size(); i++) {
      tags[2 * i] = tagged.meter().tags().get(i);
      tags[2 * i + 1] = tagged.values().get(i);
    }
    return tags;
  }
}
