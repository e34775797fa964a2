package dev.backstop.docs;

import dev.backstop.telemetry.Meter;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under which Prometheus finds Backstop's own meters. */
public final class MeterNames {

  private MeterNames() {}

  /** The meter's name; the registry gives counters and timers their ending. */
  static String of(Meter meter) {
    String name = meter.meterName().replace('.', '_');
    return switch (meter.kind()) {
      case COUNTER -> name + "_total";
      case TIMER -> name + "_seconds";
      case SUMMARY, GAUGE -> name;
    };
  }

  /** Every series that the meters make: a histogram makes several. */
  public static Set<String> series() {
    return Arrays.stream(Meter.values())
        .flatMap(MeterNames::series)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> series(Meter meter) {
    String name = of(meter);
    return switch (meter.kind()) {
      case COUNTER, GAUGE -> Stream.of(name);
      case TIMER, SUMMARY ->
          Stream.of("_bucket", "_count", "_sum", "_max").map(ending -> name + ending);
    };
  }
}
