package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Batch;
import dev.backstop.bench.load.Mix;
import dev.backstop.bench.load.Questions;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Application;
import dev.backstop.bench.run.BackstopApplication;
import dev.backstop.bench.run.HungThreads;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Trial;
import dev.backstop.bench.run.Variant;
import dev.backstop.rig.RigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The primary hangs, for real: a few requests that it never answers, then Backstop asks it no more
 * and every request goes to the secondary. By hand the secondary alone is asked.
 */
public final class DownExperiment implements Experiment {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_HANGING = 10;
  private static final String HUNG = "credit-primary";

  @Override
  public String key() {
    return Mix.PRIMARY_DOWN.key();
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double trials = effort.withDiscarded(effort.fewRounds()) * 2;
    return 15 + 2 * effort.warmUpSeconds() + trials * (1.4 * effort.trialSeconds() + 0.3);
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    bench.progress().step("primaryDown: starting");
    List<Contestant> all = new ArrayList<>();
    try {
      Ladder ladder = Ladder.creditDown(bench.starter().root());
      for (Application one : bench.starter().start(EnumSet.of(Variant.L, Variant.B), ladder)) {
        all.add(new Contestant(bench, one));
      }
      for (Contestant one : all) {
        if (one.application() instanceof BackstopApplication backstop) {
          bench.progress().step("primaryDown: making the primary hang");
          hang(bench, one, backstop);
        }
      }
      Workload workload = Workload.of(Mix.PRIMARY_DOWN, bench.pool());
      for (Contestant one : all) {
        bench.progress().step("primaryDown: warming up " + one.name());
        one.warmUp(List.of(workload), bench.effort().warmUpSeconds());
      }
      return findings(
          Rounds.run(
              bench, all, workload, bench.effort().fewRounds(), bench.effort().trialSeconds()));
    } finally {
      Closing.all(all);
    }
  }

  private static void hang(Bench bench, Contestant one, BackstopApplication backstop)
      throws InterruptedException {
    Questions hanging = Questions.of("credit", () -> bench.pool().hanging());
    for (int asked = 0; asked < MOST_HANGING; asked++) {
      Batch batch = new Batch(bench.nextRun(), 1);
      bench.feed().write(backstop.requests(), batch, hanging);
      one.reader().awaitAll(batch, PATIENCE);
      if (backstop.meter("backstop_attempts_total", Map.of("reason", "BREAKER_OPEN")) > 0) {
        // What hangs burns a core, which a primary on a machine of its own would not do.
        HungThreads.giveWay(backstop.pids().get(0), HUNG);
        return;
      }
    }
    throw new RigException(
        "the primary hangs, but Backstop goes on asking it", "read the log of the instance");
  }

  private static Findings findings(Map<String, List<Trial>> trials) {
    MixFigures figures = MixFigures.of(Mix.PRIMARY_DOWN.meaning(), trials).withoutCpu();
    Map<String, MixFigures> mixes = Map.of(Mix.PRIMARY_DOWN.key(), figures);
    Table rates = MixTables.rates(mixes);
    Table table =
        new Table("Primary down: decisions a second", rates.header(), rates.rows(), rates.note());
    return new Findings(Map.of("mixes", mixes), List.of(table), List.of());
  }
}
