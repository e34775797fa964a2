package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Row D8. */
class PsiTest {

  @Test
  void shouldGiveTheKnownIndexOfD8() {
    // Given
    double[] reference = {.25, .25, .25, .25};
    // Then
    assertThat(Psi.ofShares(reference, new double[] {.1, .2, .3, .4}))
        .isEqualTo(.228217410, within(5e-10));
    assertThat(Psi.ofShares(reference, reference)).isZero();
  }

  @Test
  void shouldGiveTheKnownBoundsOfD8() {
    // Then
    assertThat(Psi.chance(10_000, 1_000, 10, .95)).isEqualTo(.018611, within(5e-7));
    assertThat(Psi.chance(10_000, 1_000, 10, .999)).isEqualTo(.030665, within(5e-7));
  }

  @Test
  void shouldTakeTheLargerOfNegligibleAndChanceAsThreshold() {
    // Then
    assertThat(Psi.threshold(10_000, 1_000, 10)).isEqualTo(.1);
    assertThat(Psi.threshold(10_000, 100, 10)).isEqualTo(Psi.chance(10_000, 100, 10, .999));
    assertThat(Psi.threshold(10_000, 100, 10)).isGreaterThan(.1);
  }

  @Test
  void shouldSmoothCountsByOneHalf() {
    // Given
    long[] reference = {9, 1};
    long[] actual = {0, 2};
    // Then
    assertThat(Psi.ofCounts(reference, actual))
        .isEqualTo(
            Psi.ofShares(new double[] {9.5 / 11, 1.5 / 11}, new double[] {.5 / 3, 2.5 / 3}),
            within(1e-15));
  }

  @Test
  void shouldRefuseOtherBins() {
    // Then
    assertThatThrownBy(() -> Psi.ofShares(new double[] {1}, new double[] {.5, .5}))
        .hasMessageContaining("the same bins, but have 1 and 2");
  }
}
