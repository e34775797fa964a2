package dev.backstop.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedRatioTest {

  @Test
  void shouldCompareWithinEachRound() {
    // Given a machine that is half as fast in the second round
    List<Double> ours = List.of(80.0, 35.0, 90.0);
    List<Double> reference = List.of(100.0, 70.0, 100.0);

    // When
    PairedRatio ratio = PairedRatio.of(ours, reference);

    // Then
    assertThat(ratio.median()).isEqualTo(0.8);
    assertThat(ratio.min()).isEqualTo(0.5);
    assertThat(ratio.max()).isEqualTo(0.9);
    assertThat(ratio.rounds()).isEqualTo(3);
  }

  @Test
  void shouldBeNoisyWhenTheReferenceSwingsByMoreThanHalf() {
    PairedRatio steady = PairedRatio.of(List.of(1.0, 1.0), List.of(100.0, 150.0));
    PairedRatio noisy = PairedRatio.of(List.of(1.0, 1.0), List.of(100.0, 151.0));

    assertThat(steady.noisy()).isFalse();
    assertThat(noisy.noisy()).isTrue();
  }

  @Test
  void shouldNotBeNoisyBecauseOfOursAlone() {
    assertThat(PairedRatio.of(List.of(1.0, 9.0), List.of(100.0, 100.0)).noisy()).isFalse();
  }

  @Test
  void shouldRefuseARoundWithoutItsPair() {
    assertThatThrownBy(() -> PairedRatio.of(List.of(1.0), List.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
