package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Questions;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Application;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Variant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Networks of 28 thousand and of a million weights, with 784 numbers in each request. The smaller
 * one, 784-32-32-32-10, is the feed-forward network of the Crayfish benchmark.
 */
public final class ModelsExperiment implements Experiment {
  private static final int PIXELS = 784;
  private static final int IMAGES = 64;

  private static final Map<String, String> MODELS =
      Map.of("digits-28k", "784-32-32-32-10", "digits-1m", "784-600-600-300-10");

  @Override
  public String key() {
    return "models";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double trials = effort.withDiscarded(effort.fewRounds()) * 3;
    return MODELS.size()
        * (15 + 1.5 * effort.warmUpSeconds() + trials * (effort.trialSeconds() + 0.5));
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    Map<String, MixFigures> found = new LinkedHashMap<>();
    for (String model : List.of("digits-28k", "digits-1m")) {
      found.put(model, run(bench, model));
    }
    Table rates = MixTables.rates(found);
    Table cpu = MixTables.cpu(found);
    return new Findings(
        Map.of("models", found),
        List.of(
            new Table(
                "Model sizes: decisions a second", rates.header(), rates.rows(), rates.note()),
            new Table(
                "Model sizes: processor time a decision, in microseconds",
                cpu.header(),
                cpu.rows(),
                cpu.note())),
        List.of());
  }

  private static MixFigures run(Bench bench, String model) throws InterruptedException {
    bench.progress().step(model + ": starting");
    List<Contestant> all = new ArrayList<>();
    try {
      Ladder ladder = Ladder.digits(bench.starter().root(), model);
      EnumSet<Variant> variants = EnumSet.of(Variant.L, Variant.P, Variant.B);
      for (Application one : bench.starter().start(variants, ladder)) {
        all.add(new Contestant(bench, one));
      }
      String meaning = MODELS.get(model) + " (" + model + ")";
      Workload workload = new Workload(model, meaning, ModelsExperiment::images);
      for (Contestant one : all) {
        bench.progress().step(model + ": warming up " + one.name());
        one.warmUp(List.of(workload), bench.effort().warmUpSeconds() / 2);
      }
      return MixFigures.of(
          meaning,
          Rounds.run(
              bench, all, workload, bench.effort().fewRounds(), bench.effort().trialSeconds() / 2));
    } finally {
      Closing.all(all);
    }
  }

  private static Questions images(long seed) {
    Random random = new Random(seed);
    List<Map<String, Object>> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      List<Double> pixels = random.doubles(PIXELS).boxed().toList();
      images.add(Map.of("pixels", pixels));
    }
    return Questions.of("digits", () -> images.get(random.nextInt(IMAGES)));
  }
}
