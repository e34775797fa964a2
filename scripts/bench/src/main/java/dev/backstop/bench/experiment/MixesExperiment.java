package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.Bar;
import dev.backstop.bench.figures.PairedRatio;
import dev.backstop.bench.load.Mix;
import dev.backstop.bench.load.Robot;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.run.Application;
import dev.backstop.bench.run.BackstopApplication;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Trial;
import dev.backstop.bench.run.Variant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How fast each variant answers each mix: the heart of the benchmark. */
public final class MixesExperiment implements Experiment {
  private static final Set<Variant> IN_EVERY_MIX = EnumSet.of(Variant.L, Variant.T, Variant.B);

  private final Set<Mix> mixes;

  /**
   * @param mixes to be measured; all of them on the same running applications
   */
  public MixesExperiment(Set<Mix> mixes) {
    this.mixes = EnumSet.copyOf(mixes);
    this.mixes.remove(Mix.PRIMARY_DOWN);
  }

  @Override
  public String key() {
    return "mixes";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    double trials =
        mixes.stream()
            .mapToDouble(
                mix -> effort.withDiscarded(rounds(mix, effort)) * (mix == Mix.CONFIDENT ? 6 : 3))
            .sum();
    return 22 + 6 * effort.warmUpSeconds() + trials * (1.4 * effort.trialSeconds() + 0.3);
  }

  private static int rounds(Mix mix, Effort effort) {
    boolean judged = mix == Mix.CONFIDENT || mix == Mix.SECONDARY_20;
    return judged ? effort.rounds() : effort.fewRounds();
  }

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    bench.progress().step("starting the applications");
    List<Contestant> all = new ArrayList<>();
    List<AutoCloseable> robots = new ArrayList<>();
    try {
      for (Application application :
          bench.starter().start(bench.variants(), Ladder.credit(bench.starter().root()))) {
        all.add(new Contestant(bench, application));
        if (application instanceof BackstopApplication backstop) {
          robots.add(
              Robot.start(bench.cluster().bootstrapServers(), backstop.prefix(), bench.wire()));
        }
      }
      return findings(measure(bench, all), allocation(bench, all), memo(all));
    } finally {
      Closing.all(robots);
      Closing.all(all);
    }
  }

  private Map<Mix, MixFigures> measure(Bench bench, List<Contestant> all) {
    for (Contestant one : all) {
      bench.progress().step("warming up " + one.name());
      List<Workload> own =
          mixes.stream()
              .filter(mix -> takesPart(one, mix))
              .map(mix -> Workload.of(mix, bench.pool()))
              .toList();
      one.warmUp(own, bench.effort().warmUpSeconds());
    }
    Map<Mix, MixFigures> figures = new LinkedHashMap<>();
    for (Mix mix : mixes) {
      List<Contestant> some = all.stream().filter(one -> takesPart(one, mix)).toList();
      Map<String, List<Trial>> trials =
          Rounds.run(
              bench,
              some,
              Workload.of(mix, bench.pool()),
              rounds(mix, bench.effort()),
              bench.effort().trialSeconds());
      figures.put(mix, MixFigures.of(mix.meaning(), trials));
    }
    return figures;
  }

  /** What a trial of the first mix allocates, by variant. */
  private Map<String, Double> allocation(Bench bench, List<Contestant> all) {
    Workload workload = Workload.of(mixes.iterator().next(), bench.pool());
    Map<String, Double> bytes = new LinkedHashMap<>();
    for (Contestant one : all) {
      bench.progress().step("allocation: " + one.name());
      try (Allocation allocation = Allocation.of(one.application().pids().get(0))) {
        long before = allocation.bytes();
        Trial trial = one.trial(workload, bench.effort().trialSeconds());
        bytes.put(one.name(), (double) (allocation.bytes() - before) / trial.size());
      }
    }
    return bytes;
  }

  /** What batches spared, by tier and result, over the whole run; empty without Backstop. */
  private static Map<String, Double> memo(List<Contestant> all) throws InterruptedException {
    for (Contestant one : all) {
      if (one.application() instanceof BackstopApplication backstop
          && one.name().equals(Variant.B.key())) {
        return backstop.samples("backstop_batch_memo_total");
      }
    }
    return Map.of();
  }

  /** The pass-through topology asks no model, so one mix is as good as another to it. */
  private boolean takesPart(Contestant one, Mix mix) {
    boolean first = mix == mixes.iterator().next();
    return first || IN_EVERY_MIX.contains(Variant.valueOf(one.name()));
  }

  private static Findings findings(
      Map<Mix, MixFigures> figures, Map<String, Double> allocation, Map<String, Double> memo) {
    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, MixFigures> mixes = new LinkedHashMap<>();
    List<Bar> bars = new ArrayList<>();
    figures.forEach((mix, found) -> mixes.put(mix.key(), found));
    MixFigures first = figures.get(Mix.CONFIDENT);
    if (first != null) {
      json.put("ratioToReferenceLoop", first.ratioToReferenceLoop());
      json.put("ratioToTunedLoop", first.ratioToTunedLoop());
      json.put("oneThreadRatioToReferenceLoop", first.oneThreadRatioToReferenceLoop());
      json.put("ratioToPerRecord", first.ratioToPerRecord());
      json.put("oneThreadRatioToPerRecord", first.oneThreadRatioToPerRecord());
      json.put("ratioToPassThrough", first.ratioToPassThrough());
      json.put("oneThreadRatioToPassThrough", first.oneThreadRatioToPassThrough());
      json.put("cpuMicrosPerDecision", first.cpuMicrosPerDecision());
      bar(bars, "B/L, everything confident", 0.7, first.ratioToReferenceLoop());
      bar(bars, "B/P, everything confident", 5, first.ratioToPerRecord());
    }
    MixFigures second = figures.get(Mix.SECONDARY_20);
    if (second != null) {
      bar(bars, "B/L, 20 % to the secondary", 0.5, second.ratioToReferenceLoop());
    }
    json.put("mixes", mixes);
    json.put("allocationBytesPerDecision", allocation);
    json.put("batchMemo", memo);
    return new Findings(
        json,
        List.of(MixTables.rates(mixes), MixTables.cpu(mixes), MixTables.allocation(allocation)),
        bars,
        MixTables.charts(mixes));
  }

  private static void bar(List<Bar> bars, String name, double least, @Nullable PairedRatio ratio) {
    if (ratio != null) {
      bars.add(Bar.atLeast(name, least, ratio));
    }
  }
}
