package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.PairedRatio;
import dev.backstop.bench.figures.Spread;
import dev.backstop.bench.load.Mix;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Starter;
import dev.backstop.bench.run.Trial;
import dev.backstop.rig.BackstopLaunch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a second stream thread, a second instance, and a secondary part of its own bring. The broker
 * and everything else share the machine's cores, which bounds it.
 */
public final class ScalingExperiment implements Experiment {

  @Override
  public String key() {
    return "scaling";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double trials = effort.withDiscarded(effort.fewRounds()) * 6;
    return 50 + 6 * effort.warmUpSeconds() + trials * (1.4 * effort.trialSeconds() + 0.3);
  }

  /** An application, as a table names it, and how its instances are started. */
  private record Layout(String name, List<Part> parts) {}

  /** An instance: its name, its role, and its number of stream threads. */
  private record Part(String name, String role, int threads) {}

  private static final List<Layout> WHOLE =
      List.of(
          new Layout("1 thread", List.of(new Part("a", "all", 1))),
          new Layout("2 threads", List.of(new Part("a", "all", 2))),
          new Layout("2 instances", List.of(new Part("a", "all", 1), new Part("b", "all", 1))));

  private static final List<Layout> APART =
      List.of(
          new Layout("all parts in one", List.of(new Part("a", "all", 1))),
          new Layout(
              "parts apart",
              List.of(
                  new Part("p", "primary", 1),
                  new Part("s", "secondary", 1),
                  new Part("r", "review", 1))),
          new Layout(
              "parts apart, 2 secondaries",
              List.of(
                  new Part("p", "primary", 1),
                  new Part("s", "secondary", 1),
                  new Part("t", "secondary", 1),
                  new Part("r", "review", 1))));

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    Map<String, Map<String, Figures>> found = new LinkedHashMap<>();
    found.put(Mix.CONFIDENT.key(), compare(bench, WHOLE, Mix.CONFIDENT));
    found.put(Mix.SECONDARY_100.key(), compare(bench, APART, Mix.SECONDARY_100));
    return new Findings(Map.of("scaling", found), List.of(table(found)), List.of());
  }

  /** Of one layout; the ratio is to the first. */
  record Figures(Spread decisionsPerSecond, PairedRatio ratioToFirst) {}

  private static Map<String, Figures> compare(Bench bench, List<Layout> layouts, Mix mix)
      throws InterruptedException {
    Workload workload = Workload.of(mix, bench.pool());
    List<Contestant> all = new ArrayList<>();
    try {
      for (Layout layout : layouts) {
        bench.progress().step("scaling: starting " + layout.name());
        all.add(start(bench, layout));
      }
      for (Contestant one : all) {
        bench.progress().step("scaling: warming up " + one.name());
        one.warmUp(List.of(workload), bench.effort().warmUpSeconds());
      }
      return figures(
          Rounds.run(
              bench, all, workload, bench.effort().fewRounds(), bench.effort().trialSeconds()),
          layouts);
    } finally {
      Closing.all(all);
    }
  }

  private static Contestant start(Bench bench, Layout layout) throws InterruptedException {
    Starter starter = bench.starter();
    String prefix = starter.prefix("scaling");
    List<BackstopLaunch> launches =
        layout.parts().stream()
            .map(
                part ->
                    starter
                        .launch(prefix, part.name(), Ladder.credit(starter.root()))
                        .withRole(part.role())
                        .with(
                            "BACKSTOP_KAFKA_NUM_STREAM_THREADS", Integer.toString(part.threads())))
            .toList();
    return new Contestant(bench, starter.start(prefix, launches), layout.name());
  }

  private static Map<String, Figures> figures(
      Map<String, List<Trial>> trials, List<Layout> layouts) {
    List<Double> first = speeds(trials.getOrDefault(layouts.get(0).name(), List.of()));
    Map<String, Figures> figures = new LinkedHashMap<>();
    trials.forEach(
        (name, rounds) -> {
          List<Double> speeds = speeds(rounds);
          figures.put(name, new Figures(Spread.of(speeds), PairedRatio.of(speeds, first)));
        });
    return figures;
  }

  private static List<Double> speeds(List<Trial> trials) {
    return trials.stream().map(Trial::perSecond).toList();
  }

  private static Table table(Map<String, Map<String, Figures>> found) {
    List<List<String>> rows = new ArrayList<>();
    found.forEach(
        (mix, layouts) ->
            layouts.forEach(
                (name, figures) -> {
                  Spread rate = figures.decisionsPerSecond();
                  rows.add(
                      List.of(
                          mix,
                          name,
                          Words.range(rate.median(), rate.min(), rate.max()),
                          Words.ratio(figures.ratioToFirst())));
                }));
    return new Table(
        "Scaling: decisions a second",
        List.of("mix", "layout", "decisions/s", "ratio to the first"),
        rows,
        "Broker, requests and reader share the cores of the same machine.");
  }
}
