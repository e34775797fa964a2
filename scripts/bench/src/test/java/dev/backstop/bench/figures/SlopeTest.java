package dev.backstop.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.bench.figures.Slope.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlopeTest {

  @Test
  void shouldFindTheLineThatPointsLieOn() {
    Slope slope = Slope.through(List.of(new Point(1, 5), new Point(2, 7), new Point(4, 11)));

    assertThat(slope.perUnit()).isCloseTo(2, within(1e-12));
    assertThat(slope.atZero()).isCloseTo(3, within(1e-12));
  }

  @Test
  void shouldBeFlatThroughASymmetricBump() {
    Slope slope = Slope.through(List.of(new Point(0, 1), new Point(1, 9), new Point(2, 1)));

    assertThat(slope.perUnit()).isZero();
  }

  @Test
  void shouldRefuseOnePoint() {
    assertThatThrownBy(() -> Slope.through(List.of(new Point(1, 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
