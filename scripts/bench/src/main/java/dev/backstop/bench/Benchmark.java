package dev.backstop.bench;

import dev.backstop.bench.experiment.Bench;
import dev.backstop.bench.experiment.Effort;
import dev.backstop.bench.experiment.Experiment;
import dev.backstop.bench.experiment.Progress;
import dev.backstop.bench.figures.Bar;
import dev.backstop.bench.load.Feed;
import dev.backstop.bench.load.RowPool;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Machine;
import dev.backstop.bench.report.Page;
import dev.backstop.bench.report.Report;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.report.TextTable;
import dev.backstop.bench.run.Cluster;
import dev.backstop.bench.run.Ladder;
import dev.backstop.bench.run.Starter;
import dev.backstop.bench.run.Variant;
import dev.backstop.bench.variant.Wire;
import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A run from begin to end, on a cluster of its own. */
final class Benchmark {
  private final Path root;
  private final Path directory;
  private final Effort effort;
  private final long seed;
  private final Set<Variant> variants;
  private final List<Experiment> experiments;
  private final Optional<Path> profile;
  private final Progress progress;
  private final List<RigException> failures = new ArrayList<>();

  Benchmark(
      Path root,
      Path directory,
      Effort effort,
      long seed,
      Set<Variant> variants,
      List<Experiment> experiments,
      Optional<Path> profile,
      boolean terminal) {
    this.root = root;
    this.directory = directory;
    this.effort = effort;
    this.seed = seed;
    this.variants = variants;
    this.experiments = experiments;
    this.profile = profile;
    double planned = 20 + experiments.stream().mapToDouble(one -> one.plannedSeconds(effort)).sum();
    this.progress = new Progress(System.out, terminal, planned);
  }

  /**
   * Runs all experiments and tells what they found.
   *
   * @return whether no bar was missed
   */
  boolean run(String options, Optional<Path> json, Optional<Path> docs)
      throws InterruptedException, IOException {
    progress.step("starting a Kafka broker and a schema registry");
    List<Findings> findings = new ArrayList<>();
    try (Cluster cluster = Cluster.start(directory)) {
      Wire wire = new Wire(cluster.registryUrl());
      progress.step("asking the models which application is for whom");
      RowPool pool =
          RowPool.of(
              root.resolve("scripts/credit"), Ladder.PRIMARY_THRESHOLD, Ladder.SECONDARY_THRESHOLD);
      try (Feed feed = new Feed(cluster.bootstrapServers(), wire)) {
        Starter starter = new Starter(root, directory, cluster, profile);
        Bench bench =
            new Bench(
                starter, pool, feed, wire, effort, seed, variants, progress, new AtomicInteger());
        for (Experiment experiment : experiments) {
          run(experiment, bench, cluster).ifPresent(findings::add);
          if (json.isPresent()) {
            report(options, findings).write(json.get());
          }
        }
      }
    }
    Report report = report(options, findings);
    if (docs.isPresent()) {
      Page.write(docs.get(), report);
      progress.say("Tables and charts are in " + docs.get());
    }
    report.bars().forEach(bar -> progress.say(bar.sentence()));
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return report.bars().stream().noneMatch(bar -> bar.verdict() == Bar.Verdict.MISSED);
  }

  private Report report(String options, List<Findings> findings) {
    return new Report(Machine.here(), options, seed, progress.seconds(), findings);
  }

  /** One that fails must not take the others' figures with it; the run fails at its end. */
  private Optional<Findings> run(Experiment experiment, Bench bench, Cluster cluster)
      throws InterruptedException {
    try {
      Findings found = experiment.run(bench);
      for (Table table : found.tables()) {
        TextTable.lines(table).forEach(progress::say);
      }
      return Optional.of(found);
    } catch (RigException e) {
      progress.say(experiment.key() + " failed: " + e.getMessage());
      failures.add(e);
      return Optional.empty();
    } finally {
      cluster.deleteTopics("bench.");
    }
  }
}
