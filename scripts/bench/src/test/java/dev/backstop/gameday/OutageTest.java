package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.gameday.Exercise.Check;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutageTest {

  private static final Duration SPAN = Duration.ofSeconds(4);

  private final FakeDay day = new FakeDay();
  private int sentBefore;
  private int sentAway;

  /** While it is away nobody answers, unless the exercise is about going on. */
  private final class Away implements Outage.Dependency {
    private final boolean waits;

    Away(Missing missing) {
      this.waits = !missing.goesOn();
    }

    @Override
    public void away() {
      sentBefore = day.sent();
      if (waits) {
        day.answer(() -> null);
      }
    }

    @Override
    public void back() {
      sentAway = day.sent() - sentBefore;
      day.answer(() -> FakeDay.Answer.PRIMARY);
    }
  }

  /** A processor that has died with what it depends on. */
  private final class Dead implements Outage.Dependency {
    @Override
    public void away() {
      day.answer(() -> null);
    }

    @Override
    public void back() {}
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassWhereWhatWaitedEndsInTheEnd(Missing missing) throws InterruptedException {
    // When
    Exercise found = new Outage(day, () -> true, SPAN, day).run(missing, new Away(missing));
    // Then
    assertThat(broken(found)).isEmpty();
    assertThat(found.sent()).isEqualTo(sentAway).isEqualTo(400);
    assertThat(found.decisions("DURING", "primary") > 390).isEqualTo(missing.goesOn());
    assertThat(found.recoveredMillis()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void shouldFailWhileRequestsStillWaitHoweverManyLaterOnesHaveEnded(Missing missing)
      throws InterruptedException {
    // Given: a quarter of what is sent while it is away is lost, and all that comes later ends
    day.lose(number -> number >= 400 && number < 800 && number % 4 == 0);
    // When
    Exercise found = new Outage(day, () -> true, SPAN, day).run(missing, new Away(missing));
    // Then
    assertThat(broken(found)).containsExactly("nothing-lost");
    assertThat(found.lost()).isEqualTo(100);
    assertThat(day.ended()).hasSizeGreaterThan(1_200);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFailWhereTheProcessorIsDead(Missing missing) throws InterruptedException {
    // When
    Exercise found = new Outage(day, () -> false, SPAN, day).run(missing, new Dead());
    // Then
    assertThat(broken(found)).contains("nothing-lost", "processor-lives", "recovered");
    assertThat(broken(found).contains("goes-on")).isEqualTo(missing.goesOn());
    assertThat(found.lost()).isPositive();
    assertThat(found.recoveredMillis()).isNull();
  }

  @Test
  void shouldFailWhereNothingIsDecidedMeanwhileThoughItShould() throws InterruptedException {
    // When
    Exercise found =
        new Outage(day, () -> true, SPAN, day).run(Missing.REGISTRY, new Away(Missing.BROKER));
    // Then
    assertThat(broken(found)).containsExactly("goes-on");
  }

  private static List<String> broken(Exercise found) {
    return found.checks().stream().filter(check -> !check.held()).map(Check::name).toList();
  }
}
