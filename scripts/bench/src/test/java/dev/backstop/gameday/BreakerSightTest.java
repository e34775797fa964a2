package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.BreakerState.Kind;
import org.junit.jupiter.api.Test;

class BreakerSightTest {

  private static final String ANSWER =
      """
      {"instance":"i","breakers":[{"model":"m","segment":"s","state":"RAMP"},
       {"model":"n","state":"SHADOW"},{"model":"m","state":"OPEN","share":0.0}]}
      """;

  @Test
  void shouldReadTheBreakerOfNoSegment() {
    assertThat(BreakerSight.in(ANSWER, "m")).contains(Kind.OPEN);
    assertThat(BreakerSight.in(ANSWER, "n")).contains(Kind.SHADOW);
  }

  @Test
  void shouldTakeABreakerThatIsNotNamedForClosed() {
    assertThat(BreakerSight.in("{\"breakers\":[]}", "m")).contains(Kind.CLOSED);
  }

  @Test
  void shouldSayNothingWhereThereIsNoAnswer() {
    assertThat(BreakerSight.in("starting", "m")).isEmpty();
    assertThat(BreakerSight.in("{}", "m")).isEmpty();
  }
}
