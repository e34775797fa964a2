package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.Bar;
import dev.backstop.bench.figures.PairedRatio;
import dev.backstop.bench.figures.Spread;
import dev.backstop.bench.load.Mix;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Application;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Trial;
import dev.backstop.bench.run.Variant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What conditions cost: Backstop under the plain policy and under one with ten segments, in turns.
 */
public final class SegmentsExperiment implements Experiment {

  /** Less than a twentieth may be lost. */
  private static final double LEAST = 0.95;

  private static final String PLAIN = "B";
  private static final String SEGMENTS = "B with ten segments";

  @Override
  public String key() {
    return "segments";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double trials = effort.withDiscarded(effort.rounds()) * 2;
    return 20 + 2 * effort.warmUpSeconds() + trials * (1.4 * effort.trialSeconds() + 0.3);
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    bench.progress().step("segments: starting");
    List<Contestant> all = new ArrayList<>();
    try {
      all.add(start(bench, PLAIN, Ladder.credit(bench.starter().root())));
      all.add(start(bench, SEGMENTS, Ladder.creditSegments(bench.starter().root())));
      Workload workload = Workload.of(Mix.CONFIDENT, bench.pool());
      for (Contestant one : all) {
        bench.progress().step("segments: warming up " + one.name());
        one.warmUp(List.of(workload), bench.effort().warmUpSeconds());
      }
      return findings(
          Rounds.run(bench, all, workload, bench.effort().rounds(), bench.effort().trialSeconds()));
    } finally {
      Closing.all(all);
    }
  }

  private static Contestant start(Bench bench, String name, Ladder ladder)
      throws InterruptedException {
    Application application = bench.starter().start(EnumSet.of(Variant.B), ladder).get(0);
    return new Contestant(bench, application, name);
  }

  private static Findings findings(Map<String, List<Trial>> trials) {
    Map<String, MixFigures.Rate> rates = new LinkedHashMap<>();
    Map<String, Double> cpu = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    PairedRatio ratio = PairedRatio.of(rates(trials, SEGMENTS), rates(trials, PLAIN));
    trials.forEach(
        (name, rounds) -> {
          List<Double> speeds = rates(trials, name);
          Spread spread = Spread.of(speeds);
          rates.put(name, new MixFigures.Rate(spread.median(), spread.min(), spread.max(), speeds));
          cpu.put(
              name,
              Spread.of(rounds.stream().map(Trial::applicationCpuMicrosEach).toList()).median());
          rows.add(
              List.of(
                  name,
                  Words.range(spread.median(), spread.min(), spread.max()),
                  name.equals(PLAIN) ? "–" : Words.ratio(ratio),
                  Words.tenths(cpu.get(name))));
        });
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("mix", Mix.CONFIDENT.meaning());
    figures.put("decisionsPerSecond", rates);
    figures.put("ratioToPlainPolicy", ratio);
    figures.put("cpuMicrosPerDecision", cpu);
    return new Findings(
        Map.of("segments", figures),
        List.of(
            new Table(
                "Ten segments",
                List.of("policy", "decisions/s", "of the plain policy's", "µs of processor each"),
                rows,
                "Everything confident at tier 1, so that nothing else takes time. Each request is held against ten conditions and falls into the last segment. Median, with smallest and largest round.")),
        List.of(Bar.atLeast("ten segments/plain policy, everything confident", LEAST, ratio)));
  }

  private static List<Double> rates(Map<String, List<Trial>> trials, String name) {
    return trials.getOrDefault(name, List.of()).stream().map(Trial::perSecond).toList();
  }
}
