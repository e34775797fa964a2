package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Mix;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Ladder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long a decision takes at half and at four fifths of the rate that Backstop sustains, from
 * when the request was due. Open loop: requests come at their times, whatever the answers do.
 */
public final class LatencyExperiment implements Experiment {
  private static final int UNDER_WAY = 20_000;
  private static final double[] LOADS = {0.5, 0.8};
  private static final Guarantee DEFAULT = new Guarantee("exactly_once_v2", 100);

  private final List<Guarantee> guarantees;

  private LatencyExperiment(List<Guarantee> guarantees) {
    this.guarantees = guarantees;
  }

  /** Commit intervals of 20 and 100 ms, and at-least-once. */
  public static LatencyExperiment full() {
    return new LatencyExperiment(
        List.of(
            DEFAULT, new Guarantee("exactly_once_v2", 20), new Guarantee("at_least_once", 100)));
  }

  /** The defaults alone. */
  public static LatencyExperiment quick() {
    return new LatencyExperiment(List.of(DEFAULT));
  }

  /** Settings of Kafka Streams. */
  private record Guarantee(String name, int commitMillis) {
    String key() {
      return name + ", commit " + commitMillis + " ms";
    }
  }

  /** In milliseconds. */
  record Latency(
      double perSecond,
      double p50,
      double p90,
      double p99,
      double p999,
      double max,
      double generatorLateMillis) {

    static Latency of(double perSecond, Flow.Paced paced) {
      Histogram histogram = paced.latency();
      return new Latency(
          perSecond,
          histogram.getValueAtPercentile(50) / 1e3,
          histogram.getValueAtPercentile(90) / 1e3,
          histogram.getValueAtPercentile(99) / 1e3,
          histogram.getValueAtPercentile(99.9) / 1e3,
          histogram.getMaxValue() / 1e3,
          paced.generatorLateMillis());
    }
  }

  @Override
  public String key() {
    return "latency";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double each = 9 + effort.warmUpSeconds() / 2 + LOADS.length * (effort.latencySeconds() + 0.5);
    return effort.latencySeconds() + guarantees.size() * each;
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    Map<String, Map<String, Latency>> found = new LinkedHashMap<>();
    double sustained = 0;
    for (Guarantee guarantee : guarantees) {
      bench.progress().step("latency: starting, " + guarantee.key());
      try (Contestant one = start(bench, guarantee)) {
        Workload workload = Workload.of(Mix.CONFIDENT, bench.pool());
        bench.progress().step("latency: warming up, " + guarantee.key());
        one.warmUp(List.of(workload), bench.effort().warmUpSeconds() / 2);
        Flow flow = new Flow(bench, one, workload);
        if (sustained == 0) {
          bench.progress().step("latency: finding the rate that is sustained");
          sustained = sustained(bench, one, workload, flow);
        }
        found.put(guarantee.key(), measure(bench, guarantee, flow, sustained));
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("sustainedPerSecond", sustained);
    figures.put("latencyMs", found);
    return new Findings(figures, List.of(table(found, sustained)), List.of());
  }

  private static Contestant start(Bench bench, Guarantee guarantee) throws InterruptedException {
    String prefix = bench.starter().prefix("latency");
    return new Contestant(
        bench,
        bench
            .starter()
            .start(
                prefix,
                List.of(
                    bench
                        .starter()
                        .launch(prefix, "b", Ladder.credit(bench.starter().root()))
                        .with("BACKSTOP_KAFKA_PROCESSING_GUARANTEE", guarantee.name())
                        .with(
                            "BACKSTOP_KAFKA_COMMIT_INTERVAL_MS",
                            Integer.toString(guarantee.commitMillis())))));
  }

  private static double sustained(Bench bench, Contestant one, Workload workload, Flow flow) {
    double drained = one.trial(workload, 1).perSecond();
    int size = (int) (drained * bench.effort().latencySeconds() / 2);
    return flow.saturate(Math.max(size, 2 * UNDER_WAY), UNDER_WAY, (number, at) -> {});
  }

  private static Map<String, Latency> measure(
      Bench bench, Guarantee guarantee, Flow flow, double sustained) {
    Map<String, Latency> loads = new LinkedHashMap<>();
    for (double load : LOADS) {
      String percent = Math.round(load * 100) + " %";
      bench.progress().step("latency: " + percent + " of what is sustained, " + guarantee.key());
      double perSecond = sustained * load;
      loads.put(
          percent, Latency.of(perSecond, flow.pace(perSecond, bench.effort().latencySeconds())));
    }
    return loads;
  }

  private static Table table(Map<String, Map<String, Latency>> found, double sustained) {
    List<List<String>> rows = new ArrayList<>();
    found.forEach(
        (guarantee, loads) ->
            loads.forEach(
                (load, latency) ->
                    rows.add(
                        List.of(
                            guarantee,
                            load,
                            Words.whole(latency.perSecond()),
                            Words.tenths(latency.p50()),
                            Words.tenths(latency.p90()),
                            Words.tenths(latency.p99()),
                            Words.tenths(latency.p999()),
                            Words.tenths(latency.max())))));
    return new Table(
        "Latency in milliseconds, everything confident",
        List.of("guarantee", "load", "requests/s", "p50", "p90", "p99", "p99.9", "max"),
        rows,
        "From when a request was due to when its committed decision was read, open loop. Sustained: "
            + Words.whole(sustained)
            + " a second while requests are written and decisions read on the same machine.");
  }
}
