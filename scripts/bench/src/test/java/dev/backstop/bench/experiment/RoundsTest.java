package dev.backstop.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void shouldGoTheOtherWayRoundInEverySecondRound() {
    List<String> all = List.of("L", "S", "B");

    assertThat(Rounds.order(all, 0)).containsExactly("L", "S", "B");
    assertThat(Rounds.order(all, 1)).containsExactly("B", "S", "L");
    assertThat(Rounds.order(all, 2)).containsExactly("L", "S", "B");
  }
}
