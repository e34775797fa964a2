package dev.backstop.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void shouldTakeTheMiddleOfAnOddNumber() {
    assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
  }

  @Test
  void shouldTakeTheMeanOfTheMiddleTwoOfAnEvenNumber() {
    assertThat(Spread.of(4, 1, 2, 100)).isEqualTo(new Spread(3, 1, 100));
  }

  @Test
  void shouldSayHowManyTimesTheSmallestTheLargestIs() {
    assertThat(Spread.of(2, 3, 5).swing()).isEqualTo(2.5);
  }

  @Test
  void shouldRefuseNothing() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
