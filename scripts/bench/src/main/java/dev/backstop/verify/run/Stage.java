package dev.backstop.verify.run;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The living parts of a run, as the faults and the judge need them. */
record Stage(
    Site site,
    Deployment files,
    List<Instance> instances,
    List<Reviewer> reviewers,
    Sender sender,
    LiveReader reader,
    Board board,
    Ownership ownership)
    implements AutoCloseable {

  /** How long a fault waits for work that it can meet. */
  static final Duration FOR_WORK = Duration.ofSeconds(10);

  Stage {
    instances = List.copyOf(instances);
    reviewers = List.copyOf(reviewers);
  }

  /**
   * Waits until every instance is ready and every partition has an owner; whether that came. One
   * instance may own all for some minutes: the other has its state to build anew first.
   */
  boolean awaitReady(Duration patience) throws InterruptedException {
    return Wait.until(patience, this::isReady);
  }

  /** Has every instance write what its threads do into its log, for whoever looks into it. */
  void dumpThreads() {
    for (Instance instance : instances) {
      if (instance.process().isAlive()) {
        instance.process().dumpThreads();
      }
    }
  }

  private boolean isReady() throws InterruptedException {
    for (Instance instance : instances) {
      if (!instance.process().isReady()) {
        return false;
      }
    }
    return ownership.now().values().stream().mapToInt(Set::size).sum() == Site.PARTITIONS;
  }

  /** What an instance owns; empty if that cannot be told now. */
  Set<Integer> owned(Instance instance) throws InterruptedException {
    return ownership.now().getOrDefault(instance.name(), Set.of());
  }

  /** The numbers of the partitions of any topic that an instance reads; empty as above. */
  Set<Integer> reads(Instance instance) throws InterruptedException {
    return ownership.ofAllTopics().getOrDefault(instance.name(), Set.of());
  }

  /** An instance's partitions with unfinished work on them; empty if there is none in time. */
  Set<Integer> atWork(Instance instance) throws InterruptedException {
    long end = System.nanoTime() + FOR_WORK.toNanos();
    while (System.nanoTime() < end) {
      Set<Integer> owned = owned(instance);
      if (!owned.isEmpty()
          && Wait.until(Duration.ofSeconds(1), () -> board.unfinished(owned) > 0)) {
        return owned;
      }
    }
    return Set.of();
  }

  @Override
  public void close() {
    sender.close();
    reviewers.forEach(Reviewer::close);
    instances.forEach(Instance::close);
    reader.close();
    ownership.close();
  }
}
