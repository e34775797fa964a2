package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Feed;
import dev.backstop.bench.load.RowPool;
import dev.backstop.bench.run.Cluster;
import dev.backstop.bench.run.Starter;
import dev.backstop.bench.run.Variant;
import dev.backstop.bench.variant.Wire;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every experiment works with.
 *
 * @param variants to be compared, where an experiment compares
 */
public record Bench(
    Starter starter,
    RowPool pool,
    Feed feed,
    Wire wire,
    Effort effort,
    long seed,
    Set<Variant> variants,
    Progress progress,
    AtomicInteger runs) {

  Cluster cluster() {
    return starter.cluster();
  }

  /** A name for a batch of requests that no other has. */
  String nextRun() {
    return "t" + runs.incrementAndGet();
  }

  /** The seed of the next batch: the same in every run with the same options. */
  long nextSeed() {
    return seed * 1_000_003 + runs.get();
  }
}
