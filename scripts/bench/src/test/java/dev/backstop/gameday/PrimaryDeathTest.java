package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.gameday.Exercise.Check;
import dev.backstop.guard.BreakerState.Kind;
import dev.backstop.verify.plan.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrimaryDeathTest {

  private static final FakeDay.Answer FAILED =
      new FakeDay.Answer("secondary", "ERROR", Duration.ofMillis(120));
  private static final FakeDay.Answer REFUSED =
      new FakeDay.Answer("secondary", "BREAKER_OPEN", Duration.ofMillis(100));

  private final FakeDay day = new FakeDay();
  private final TroubledRows rows = new TroubledRows();
  private final FakeFleet fleet = new FakeFleet();

  /** Two instances whose breaker opens two seconds after the death, and is back in two minutes. */
  private final class FakeFleet implements PrimaryDeath.Fleet {
    private long died = -1;
    private long sound = -1;
    private int killed = -1;
    private boolean opens = true;
    private boolean forgets;
    private boolean returns = true;
    private FakeDay.Answer failing = FAILED;

    private Kind state() {
      boolean dead = !rows.get().get("trouble").equals(Trouble.NONE.feature());
      if (dead && died < 0) {
        died = day.nanos();
      } else if (!dead && died >= 0 && sound < 0) {
        sound = day.nanos();
      }
      if (died < 0 || !opens || passed(died) < 2) {
        return Kind.CLOSED;
      }
      if (sound < 0 || passed(sound) < 25) {
        return Kind.OPEN;
      }
      return passed(sound) < 30
          ? Kind.SHADOW
          : returns && passed(sound) > 120 ? Kind.CLOSED : Kind.RAMP;
    }

    private double passed(long since) {
      return (day.nanos() - since) / 1e9;
    }

    FakeDay.Answer answer() {
      Kind state = state();
      return died < 0 || state == Kind.RAMP || (sound >= 0 && state == Kind.CLOSED)
          ? FakeDay.Answer.PRIMARY
          : state == Kind.CLOSED ? failing : REFUSED;
    }

    @Override
    public List<Optional<Kind>> states(String model) {
      return IntStream.range(0, 2)
          .mapToObj(one -> one == killed && forgets ? Kind.CLOSED : state())
          .map(Optional::of)
          .toList();
    }

    @Override
    public void kill(int number) {
      killed = number;
    }

    @Override
    public void startAgain(int number) throws InterruptedException {
      day.pause(Duration.ofSeconds(8));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassWhereTheFleetNoticesKeepsAndReturns(Death death) throws InterruptedException {
    // When
    Exercise found = run(death, Kind.CLOSED);
    // Then
    assertThat(broken(found)).isEmpty();
    assertThat(found.name()).isEqualTo(death.label());
    assertThat(fleet.killed).isEqualTo(death.victim());
    assertThat(found.detectedMillis()).isBetween(100L, 200L);
    assertThat(found.recoveredMillis()).isBetween(119_000L, 121_000L);
    assertThat(found.figures())
        .containsKeys("shadowMillis", "rampMillis", "closedMillis", "openEverywhereMillis")
        .containsEntry("lateShare", 0.0);
    assertThat(found.figures().get("firstBreakerOpenMillis")).isBetween(2_000.0, 2_300.0);
    assertThat(found.figures().get("touchedBySwitch")).isBetween(290.0, 330.0);
    assertThat(found.decisions("BEFORE", "secondary")).isZero();
    assertThat(found.decisions("DURING", "secondary")).isPositive();
  }

  @Test
  void shouldStopWatchingAtTheRampWhereThatIsEnough() throws InterruptedException {
    // When
    Exercise found = run(Death.THROWS, Kind.RAMP);
    // Then
    assertThat(broken(found)).isEmpty();
    assertThat(found.recoveredMillis()).isLessThan(40_000L);
    assertThat(found.figures()).doesNotContainKey("closedMillis").containsKey("lateShare");
    assertThat(found.checks())
        .anySatisfy(check -> assertThat(check.told()).contains("not watched beyond RAMP"));
  }

  @Test
  void shouldFailWhereAnInstanceThatWasKilledForgets() throws InterruptedException {
    // Given
    fleet.forgets = true;
    // When
    Exercise found = run(Death.THROWS, Kind.RAMP);
    // Then
    assertThat(broken(found)).contains("killed-while-open-keeps-open");
  }

  @Test
  void shouldFailWhereTheSwitchMakesRequestsLate() throws InterruptedException {
    // Given: calls that hold everything up
    fleet.failing = new FakeDay.Answer("secondary", "TIMEOUT", Duration.ofMillis(2_100));
    // When
    Exercise found = run(Death.HANGS, Kind.CLOSED);
    // Then
    assertThat(broken(found)).containsExactly("in-time-during-the-switch");
    // All until the breaker opens; those in the wake of the switch are in time again.
    assertThat(found.figures().get("lateShare")).isBetween(.6, .75);
  }

  @Test
  void shouldFailWhereTheBreakerDoesNotOpen() throws InterruptedException {
    // Given
    fleet.opens = false;
    // When
    Exercise found = run(Death.THROWS, Kind.RAMP);
    // Then
    assertThat(broken(found)).contains("opens-everywhere", "killed-while-open-keeps-open");
  }

  @Test
  void shouldFailWhereTheModelDoesNotComeBack() throws InterruptedException {
    // Given
    fleet.returns = false;
    // When
    Exercise found = run(Death.THROWS, Kind.CLOSED);
    // Then
    assertThat(broken(found)).containsExactly("comes-back");
    assertThat(found.recoveredMillis()).isNull();
  }

  @Test
  void shouldFailWhereARequestIsLost() throws InterruptedException {
    // Given: one of the first after the death
    day.lose(number -> number == 1_310);
    // When
    Exercise found = run(Death.THROWS, Kind.RAMP);
    // Then
    assertThat(broken(found)).containsExactly("nothing-lost");
    assertThat(found.lost()).isEqualTo(1);
  }

  private Exercise run(Death death, Kind until) throws InterruptedException {
    day.answer(fleet::answer);
    return new PrimaryDeath(day, rows, fleet, day).run(death, until);
  }

  private static List<String> broken(Exercise found) {
    return found.checks().stream().filter(check -> !check.held()).map(Check::name).toList();
  }
}
