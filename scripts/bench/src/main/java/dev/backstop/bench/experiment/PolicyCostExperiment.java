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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What something in the policy costs: Backstop without it and with it, in turns.
 *
 * @param key for the option and the report
 * @param without name of what it is compared with
 * @param with name of what is measured
 * @param plain finds the models and the policy without, below the project's root
 * @param dear those with
 * @param bar what the ratio of both is
 * @param least the smallest ratio that is wanted; 0 where it is told and not judged
 * @param title of the table
 * @param note below it
 */
public record PolicyCostExperiment(
    String key,
    String without,
    String with,
    Function<Path, Ladder> plain,
    Function<Path, Ladder> dear,
    String bar,
    double least,
    String title,
    String note)
    implements Experiment {

  /** The difference is small, and only many pairs show it: thrice as many, half as long each. */
  private static final int MANY = 3;

  private static final double SHORT = 0.5;

  private static final String MEDIAN =
      " Everything confident at tier 1, so that nothing else takes time. Median, with smallest and largest round.";

  /** Ten conditions for each request: less than a twentieth may be lost. */
  public static Experiment segments() {
    return new PolicyCostExperiment(
        "segments",
        "B",
        "B with ten segments",
        Ladder::credit,
        Ladder::creditSegments,
        "ten segments/plain policy, everything confident",
        0.95,
        "Ten segments",
        "Each request is held against ten conditions and falls into the last segment." + MEDIAN);
  }

  /** The same of conditions that call functions of texts, which few do. */
  public static Experiment interpreted() {
    return new PolicyCostExperiment(
        "interpreted",
        "B",
        "B with ten interpreted segments",
        Ladder::credit,
        Ladder::creditInterpreted,
        "ten interpreted segments/plain policy, everything confident",
        0,
        "Ten segments whose conditions need the interpreter",
        "Conditions that compare features and look them up in lists need none; these call functions such as startsWith and matches."
            + MEDIAN);
  }

  /** Breakers that count each call: less than three in a hundred may be lost. */
  public static Experiment guards() {
    return new PolicyCostExperiment(
        "guards",
        "B without guards",
        "B",
        Ladder::creditUnguarded,
        Ladder::credit,
        "with guards/without, everything confident",
        0.97,
        "Guards",
        "Breakers are on unless a policy switches them off; each call of a model is counted, and the counts go to the owner of its breaker once a second."
            + MEDIAN);
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double trials = effort.withDiscarded(MANY * effort.rounds()) * 2;
    return 20 + 2 * effort.warmUpSeconds() + trials * (1.4 * SHORT * effort.trialSeconds() + 0.3);
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    bench.progress().step(key + ": starting");
    List<Contestant> all = new ArrayList<>();
    try {
      all.add(start(bench, without, plain));
      all.add(start(bench, with, dear));
      Workload workload = Workload.of(Mix.CONFIDENT, bench.pool());
      for (Contestant one : all) {
        bench.progress().step(key + ": warming up " + one.name());
        one.warmUp(List.of(workload), bench.effort().warmUpSeconds());
      }
      return findings(
          Rounds.run(
              bench,
              all,
              workload,
              MANY * bench.effort().rounds(),
              SHORT * bench.effort().trialSeconds()));
    } finally {
      Closing.all(all);
    }
  }

  private static Contestant start(Bench bench, String name, Function<Path, Ladder> ladder)
      throws InterruptedException {
    Ladder below = ladder.apply(bench.starter().root());
    Application application = bench.starter().start(EnumSet.of(Variant.B), below).get(0);
    return new Contestant(bench, application, name);
  }

  private Findings findings(Map<String, List<Trial>> trials) {
    Map<String, MixFigures.Rate> rates = new LinkedHashMap<>();
    Map<String, Double> cpu = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    PairedRatio ratio = PairedRatio.of(rates(trials, with), rates(trials, without));
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
                  name.equals(without) ? "–" : Words.ratio(ratio),
                  Words.tenths(cpu.get(name))));
        });
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("mix", Mix.CONFIDENT.meaning());
    figures.put("decisionsPerSecond", rates);
    figures.put("ratio", ratio);
    figures.put("cpuMicrosPerDecision", cpu);
    return new Findings(
        Map.of(key, figures),
        List.of(
            new Table(
                title,
                List.of("variant", "decisions/s", "of the other's", "µs of processor each"),
                rows,
                note)),
        least > 0 ? List.of(Bar.atLeast(bar, least, ratio)) : List.of());
  }

  private static List<Double> rates(Map<String, List<Trial>> trials, String name) {
    return trials.getOrDefault(name, List.of()).stream().map(Trial::perSecond).toList();
  }
}
