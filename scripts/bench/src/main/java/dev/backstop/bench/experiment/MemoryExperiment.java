package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.Bar;
import dev.backstop.bench.figures.Slope;
import dev.backstop.bench.figures.Spread;
import dev.backstop.bench.load.Mix;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Starter;
import dev.backstop.rig.BackstopLaunch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the memory that Backstop holds grows over millions of records. */
public final class MemoryExperiment implements Experiment {
  private static final int UNDER_WAY = 20_000;
  private static final int SAMPLES = 100;

  /** Until then the heap and the stores' caches fill, as they may. */
  private static final double SETTLED = 0.4;

  private static final double MOST_GROWTH_PERCENT = 5;

  @Override
  public String key() {
    return "memory";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    return 10 + effort.longRecords() / 20_000.0;
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    bench.progress().step("memory: starting");
    int records = bench.effort().longRecords();
    List<Slope.Point> points = new ArrayList<>();
    double perSecond;
    try (Contestant one = start(bench)) {
      int every = Math.max(1, records / SAMPLES);
      int[] seen = new int[1];
      perSecond =
          new Flow(bench, one, Workload.of(Mix.CONFIDENT, bench.pool()))
              .saturate(
                  records,
                  UNDER_WAY,
                  (number, at) -> {
                    if (++seen[0] % every == 0) {
                      points.add(
                          new Slope.Point(
                              seen[0] / 1e6, one.application().stats().residentBytes()));
                      bench.progress().step("memory: " + seen[0] * 100L / records + " %");
                    }
                  });
    }
    return findings(records, perSecond, points);
  }

  private static Contestant start(Bench bench) throws InterruptedException {
    String prefix = bench.starter().prefix("memory");
    Ladder ladder = Ladder.credit(bench.starter().root());
    // Else the heap, whose size is fixed, would look like growth until each of its pages was used.
    BackstopLaunch launch =
        bench.starter().launch(prefix, "b", ladder).withJvmOption("-XX:+AlwaysPreTouch");
    return new Contestant(bench, bench.starter().start(prefix, List.of(launch)));
  }

  static Findings findings(int records, double perSecond, List<Slope.Point> points) {
    List<Slope.Point> settled = points.subList((int) (points.size() * SETTLED), points.size());
    Slope slope = Slope.through(settled);
    double median = Spread.of(settled.stream().map(Slope.Point::y).toList()).median();
    double span = settled.get(settled.size() - 1).x() - settled.get(0).x();
    double growth = 100 * slope.perUnit() * span / median;
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("records", records);
    memory.put("decisionsPerSecond", perSecond);
    memory.put("residentBytes", points.stream().map(Slope.Point::y).toList());
    memory.put("millionsOfRecords", points.stream().map(Slope.Point::x).toList());
    memory.put("medianBytes", median);
    memory.put("slopeBytesPerMillion", slope.perUnit());
    memory.put("growthPercent", growth);
    Table table =
        new Table(
            "Memory over " + Words.whole(records) + " records",
            List.of("resident, median", "slope a million records", "growth over the last 60 %"),
            List.of(
                List.of(
                    Words.megabytes(median),
                    Words.tenths(slope.perUnit() / (1 << 20)) + " MB",
                    Words.tenths(growth) + " %")),
            "Resident memory of the process, libraries and stores included; JVM options "
                + String.join(" ", Starter.JVM)
                + " -XX:+AlwaysPreTouch. The slope leaves out the first 40 %.");
    Bar bar =
        Bar.below(
            "memory growth over the last 60 % of the records", MOST_GROWTH_PERCENT, "%", growth);
    return new Findings(Map.of("memory", memory), List.of(table), List.of(bar));
  }
}
