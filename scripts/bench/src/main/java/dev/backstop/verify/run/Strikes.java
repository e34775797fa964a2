package dev.backstop.verify.run;

import dev.backstop.rig.BackstopProcess;
import dev.backstop.verify.fault.PlannedFault;
import dev.backstop.verify.run.Application.Arm;
import dev.backstop.verify.run.Board.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** The faults that end or block processes. Each returns when the run has healed. */
final class Strikes {
  /**
   * No bar, but the end of patience: what takes so long on a slow or busy machine does not come.
   * How long recovery took is judged apart.
   */
  private static final Duration HEAL = Duration.ofMinutes(4);

  /** A broker is back and all is decided long before, unless it has lost something. */
  private static final Duration USUAL = Duration.ofSeconds(60);

  /** Until an armed life has ended. */
  private static final Duration FOR_POINT = Duration.ofSeconds(60);

  /** Longer than a transaction may take, and than a session. */
  private static final Duration PAUSE = Duration.ofSeconds(12);

  private final Stage stage;
  private final Restarts restarts;
  private final List<String> ownDeaths = new ArrayList<>();
  private int lastVictim;
  private volatile long lastFaultNanos = System.nanoTime();

  Strikes(Stage stage) {
    this.stage = stage;
    this.restarts = new Restarts(stage, HEAL, this::struck);
  }

  /** When the last fault struck, or stopped to be in the way if it lasts. */
  long lastFaultNanos() {
    return lastFaultNanos;
  }

  /** Ends of instances that no fault is to blame for. */
  List<String> ownDeaths() {
    noteOwnDeaths();
    return List.copyOf(ownDeaths);
  }

  private void noteOwnDeaths() {
    for (Instance instance : stage.instances()) {
      for (Lives.Death<BackstopProcess> death : instance.lives().drain()) {
        ownDeaths.add(instance.name() + " ended by itself with status " + death.exitCode());
      }
    }
  }

  /** Lets a fault happen, and waits until everything runs again. */
  Struck strike(PlannedFault planned) throws InterruptedException {
    PlannedFault fault = aimed(planned);
    if (fault.kind().crashPoint().isEmpty()) {
      noteOwnDeaths();
    }
    Struck struck =
        switch (fault.kind()) {
          case INSTANCE_KILL -> kill(fault);
          case CRASH_BEFORE_PRODUCE,
              CRASH_PRODUCE_COMMIT,
              CRASH_COMMIT_ACKNOWLEDGE,
              CRASH_CLAIM_EMIT ->
              crash(fault);
          case BROKER_KILL -> killBroker(fault);
          case INSTANCE_PAUSE -> pause(fault);
          case CONNECTION_CUT -> cut(fault);
          case MODEL_DELETED -> restarts.deleteModel(fault);
          case POLICY_CHANGE -> restarts.changePolicy(fault);
          case MODEL_THROWS,
              MODEL_NAN,
              MODEL_SLOW,
              MODEL_HANGS,
              REVIEWER_KILL,
              POISONED_RECORD,
              UNKNOWN_SCHEMA,
              OVERSIZED_RECORD,
              DUPLICATE_REQUEST,
              DUPLICATE_VERDICT,
              LATE_VERDICT,
              REFUSED_VERDICT ->
              throw new IllegalArgumentException(fault.kind() + " ends no process of the path");
        };
    boolean armed = fault.next().isPresent();
    if (!armed && !stage.awaitReady(HEAL)) {
      stage.dumpThreads();
      return struck.unhealed();
    }
    return struck;
  }

  /**
   * The planned victim, or the other if that one owns nothing now. A crash comes to the instance
   * that was killed before it.
   */
  private PlannedFault aimed(PlannedFault planned) throws InterruptedException {
    if (planned.kind().crashPoint().isEmpty()) {
      int victim = planned.victim() % stage.instances().size();
      int other = 1 - victim;
      boolean idle = stage.owned(stage.instances().get(victim)).isEmpty();
      lastVictim = idle && !stage.owned(stage.instances().get(other)).isEmpty() ? other : victim;
    }
    return planned.on(lastVictim);
  }

  private Struck kill(PlannedFault fault) throws InterruptedException {
    Instance victim = stage.instances().get(fault.victim());
    Set<Integer> owned = stage.atWork(victim);
    victim.arm(fault.next().map(point -> new Arm(point, fault.size())));
    int unfinished = stage.board().unfinished(owned);
    if (owned.isEmpty() || unfinished == 0) {
      return Struck.missed(fault, "nothing was under way on " + victim.name());
    }
    long killed = System.nanoTime();
    victim.process().kill();
    struck();
    Lives.@Nullable Death<BackstopProcess> death = victim.lives().death(HEAL);
    // What it decided while it was being killed is no sign of its return.
    long dead = death == null ? killed : death.nanos();
    Watch watch = stage.board().watch(owned, millisOf(dead), killed);
    return recovered(fault, watch, unfinished + " requests unfinished");
  }

  /** The victim's life was armed when it began; here its end is waited for. */
  private Struck crash(PlannedFault fault) throws InterruptedException {
    Instance victim = stage.instances().get(fault.victim());
    Set<Integer> owned = Set.of();
    Set<Integer> read = Set.of();
    Lives.Death<BackstopProcess> death = null;
    victim.arm(fault.next().map(point -> new Arm(point, fault.size())));
    long end = System.nanoTime() + FOR_POINT.toNanos();
    while (death == null && System.nanoTime() < end) {
      Set<Integer> now = stage.owned(victim);
      owned = now.isEmpty() ? owned : now;
      Set<Integer> all = stage.reads(victim);
      read = all.isEmpty() ? read : all;
      death = victim.lives().death(Duration.ofMillis(200));
    }
    if (death == null) {
      victim.process().kill();
      victim.lives().death(HEAL);
      return Struck.missed(fault, victim.name() + " did not come to the point; it was killed");
    }
    Watch watch = stage.board().watch(owned, millisOf(death.nanos()), death.nanos());
    struck();
    int unfinished = stage.board().unfinished(read);
    if (death.exitCode() != CRASHED || unfinished == 0) {
      return Struck.missed(
          fault, victim.name() + " ended with " + death.exitCode() + ", " + unfinished + " open");
    }
    if (owned.isEmpty()) {
      // Where an instance comes back late the other one has the requests, and it the rest.
      return Struck.hit(fault, unfinished + " requests unfinished; it read escalations or reviews");
    }
    return recovered(fault, watch, unfinished + " requests unfinished");
  }

  /** When that was by the clock of decisions. */
  private static long millisOf(long nanos) {
    return System.currentTimeMillis() - (System.nanoTime() - nanos) / 1_000_000;
  }

  /** The exit status of a process that halted at a point. */
  private static final int CRASHED = 77;

  private Struck recovered(PlannedFault fault, Watch watch, String what)
      throws InterruptedException {
    OptionalDouble seconds = stage.board().await(watch, HEAL);
    double counted = seconds.orElse(Wait.seconds(HEAL.toNanos()));
    return Struck.recovered(
        fault,
        String.format(Locale.ROOT, "%s; decided again after %.1f s", what, counted),
        counted);
  }

  private Struck killBroker(PlannedFault fault) throws InterruptedException {
    if (!Wait.until(Stage.FOR_WORK, () -> stage.board().unfinished() > 0)) {
      return Struck.missed(fault, "nothing was under way");
    }
    int unfinished = stage.board().unfinished();
    long before = System.currentTimeMillis();
    stage.site().broker().kill();
    stage.site().broker().restart();
    struck();
    boolean done = Wait.until(USUAL, () -> stage.board().isDoneBefore(before));
    String ended = "";
    if (!done) {
      ended = endHungTransactions();
      done = Wait.until(HEAL, () -> stage.board().isDoneBefore(before));
    }
    return Struck.hit(
        fault, unfinished + " requests unfinished" + ended + (done ? "" : "; some still are"));
  }

  /** What was done about what the broker has lost, in words. */
  private String endHungTransactions() throws InterruptedException {
    try (Admin admin = stage.site().clients().admin()) {
      List<HungTransactions.Hung> hung = HungTransactions.abort(admin);
      return hung.isEmpty()
          ? ""
          : "; the broker had lost how a transaction ended, which was aborted on " + hung;
    }
  }

  private Struck pause(PlannedFault fault) throws InterruptedException {
    Instance victim = stage.instances().get(fault.victim());
    Set<Integer> owned = stage.atWork(victim);
    victim.process().pause();
    long before = System.currentTimeMillis();
    int unfinished = stage.board().unfinished(owned);
    Wait.pass(PAUSE);
    victim.process().resume();
    struck();
    boolean done = Wait.until(HEAL, () -> stage.board().isDoneBefore(before));
    String what = unfinished + " requests unfinished" + (done ? "" : "; some still are");
    return unfinished > 0 ? Struck.hit(fault, what) : Struck.missed(fault, what);
  }

  private Struck cut(PlannedFault fault) throws InterruptedException {
    Instance victim = stage.instances().get(fault.victim());
    Set<Integer> owned = stage.atWork(victim);
    int unfinished = stage.board().unfinished(owned);
    Relay relay = stage.site().relay(fault.victim());
    int broken = relay.cut();
    Wait.pass(Duration.ofMillis(500 + 200L * fault.size()));
    long before = System.currentTimeMillis();
    relay.mend();
    struck();
    boolean done = Wait.until(HEAL, () -> stage.board().isDoneBefore(before));
    String what =
        broken
            + " connections, "
            + unfinished
            + " requests unfinished"
            + (done ? "" : "; some still are");
    return broken > 0 && unfinished > 0 ? Struck.hit(fault, what) : Struck.missed(fault, what);
  }

  private void struck() {
    lastFaultNanos = System.nanoTime();
  }
}
