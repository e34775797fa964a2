package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.Spread;
import dev.backstop.bench.load.Mix;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.BackstopApplication;
import dev.backstop.bench.run.Ladder;
import dev.backstop.rig.BackstopLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the start of the process until it reads records, the JVM's own start included. */
public final class StartUpExperiment implements Experiment {
  private static final int STARTS = 3;

  @Override
  public String key() {
    return "startUp";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    return 2 * STARTS * 6;
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    List<Double> orderly = new ArrayList<>();
    List<Double> killed = new ArrayList<>();
    String prefix = bench.starter().prefix("start");
    Ladder ladder = Ladder.credit(bench.starter().root());
    BackstopLaunch launch = bench.starter().launch(prefix, "b", ladder);
    BackstopApplication application =
        bench.starter().start(prefix, List.of(launch.archivingClasses()));
    try (Contestant first = new Contestant(bench, application)) {
      var unused = first.trial(Workload.of(Mix.CONFIDENT, bench.pool()), 1);
    }
    for (int i = 0; i < STARTS; i++) {
      bench.progress().step("start-up: " + (i + 1) + " of " + STARTS);
      try (BackstopApplication again =
          BackstopApplication.onTopics(prefix, List.of(launch.withLaunchersJvm()))) {
        orderly.add(untilReady(again));
        again.instances().get(0).kill();
      }
      try (BackstopApplication again =
          BackstopApplication.onTopics(prefix, List.of(launch.withLaunchersJvm()))) {
        killed.add(untilReady(again));
      }
    }
    return findings(Spread.of(orderly), Spread.of(killed));
  }

  private static double untilReady(BackstopApplication application) throws InterruptedException {
    long begin = System.nanoTime();
    application.awaitReady();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static Findings findings(Spread orderly, Spread killed) {
    return new Findings(
        Map.of("startUpSeconds", Map.of("afterOrderlyStop", orderly, "afterKill", killed)),
        List.of(
            new Table(
                "Start-up, in seconds from the process to RUNNING",
                List.of("before", "median", "min", "max"),
                List.of(row("stopped in order", orderly), row("killed", killed)),
                "The JVM, libtorch, two models and few records in the stores.")),
        List.of());
  }

  private static List<String> row(String before, Spread spread) {
    return List.of(
        before,
        Words.tenths(spread.median()),
        Words.tenths(spread.min()),
        Words.tenths(spread.max()));
  }
}
