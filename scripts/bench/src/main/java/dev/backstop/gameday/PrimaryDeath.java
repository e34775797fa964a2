package dev.backstop.gameday;

import dev.backstop.gameday.Exercise.Check;
import dev.backstop.guard.BreakerState.Kind;
import dev.backstop.guard.BreakerTerms;
import dev.backstop.verify.plan.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The primary model dies for real requests until its breaker is open on both instances; one of them
 * is killed meanwhile and must not forget it; then the model is sound again and has to show it.
 */
final class PrimaryDeath {

  /** The instances that ask the model. */
  interface Fleet {

    /** Where each says that the model's breaker stands; empty where one does not answer. */
    List<Optional<Kind>> states(String model) throws InterruptedException;

    /** As by {@code kill -9}. */
    void kill(int number);

    /** Starts it once more, and waits until it is ready. */
    void startAgain(int number) throws InterruptedException;
  }

  static final String MODEL = "verify-primary";
  static final Duration DEADLINE = Duration.ofSeconds(2);

  /** The group settles, and what is compiled while it runs is. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final Duration STEADY = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Each look asks both instances. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Four shares of ten seconds, and the hundred calls of the first two, behind an opening. */
  private static final Duration RETURN_PATIENCE = Duration.ofMinutes(6);

  /** Before the kill: whatever the switch has made late shows by then. */
  private static final Duration CALM = Switchover.AFTERMATH.plus(DEADLINE);

  private final Requests requests;
  private final TroubledRows rows;
  private final Fleet fleet;
  private final Ticks ticks;

  PrimaryDeath(Requests requests, TroubledRows rows, Fleet fleet, Ticks ticks) {
    this.requests = requests;
    this.rows = rows;
    this.fleet = fleet;
    this.ticks = ticks;
  }

  /**
   * Rehearses it, with the requests of {@link TroubledRows} coming already.
   *
   * @param until the state that is waited for: CLOSED, or RAMP where that takes too long
   */
  Exercise run(Death death, Kind until) throws InterruptedException {
    ticks.pause(WARM_UP);
    int first = requests.sent();
    ticks.pause(STEADY);
    int before = requests.sent();
    ticks.until(PATIENCE, () -> requests.waiting(before) == 0);
    long died = ticks.nanos();
    rows.tell(death.trouble());
    boolean open = ticks.until(PATIENCE, LOOK, () -> all(Kind.OPEN));
    Long opened = open ? Long.valueOf(ticks.nanos()) : null;
    ticks.pause(CALM);
    Check kept = keptOpen(death.victim(), opened);
    rows.tell(Trouble.NONE);
    Comeback comeback = comeback(until);
    int last = requests.sent();
    ticks.until(PATIENCE, () -> requests.waiting(last) == 0);
    return DeathJudge.judge(
        new DeathCourse(death, first, last, died, opened, kept, until, comeback), requests);
  }

  private boolean all(Kind kind) throws InterruptedException {
    return fleet.states(MODEL).stream().allMatch(Optional.of(kind)::equals);
  }

  /** Kills an instance, and looks at what its successor says first. */
  private Check keptOpen(int victim, @Nullable Long opened) throws InterruptedException {
    String name = "killed-while-open-keeps-open";
    if (opened == null) {
      return new Check(name, false, "it was never open on both instances");
    }
    long killed = ticks.nanos();
    fleet.kill(victim);
    fleet.startAgain(victim);
    ticks.until(PATIENCE, () -> fleet.states(MODEL).get(victim).isPresent());
    long looked = ticks.nanos();
    Optional<Kind> says = fleet.states(MODEL).get(victim);
    // A start that takes longer than the opening may find the next probe under way.
    boolean over = looked - opened >= BreakerTerms.USUAL.firstOpen().toNanos();
    boolean held =
        says.equals(Optional.of(Kind.OPEN)) || (over && says.equals(Optional.of(Kind.SHADOW)));
    return new Check(
        name,
        held,
        "instance "
            + (victim + 1)
            + " says "
            + says.map(Kind::name).orElse("nothing")
            + ", "
            + TimeUnit.NANOSECONDS.toMillis(looked - killed)
            + " ms after kill -9");
  }

  private Comeback comeback(Kind until) throws InterruptedException {
    Comeback comeback = new Comeback(ticks.nanos());
    ticks.until(
        RETURN_PATIENCE,
        LOOK,
        () -> {
          comeback.look(fleet.states(MODEL), ticks.nanos());
          return comeback.has(until);
        });
    return comeback;
  }
}
