package dev.backstop.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightedRiskTest {

  /** The numbers are those of the design (D1), computed independently. */
  @Test
  void shouldGiveTheKnownAnswers() {
    // Given
    WeightedRisk risk = new WeightedRisk();
    double[] losses = {1, 0, 0, 1, 0};
    double[] propensities = {1, 1, 1, .1, .1};
    // When
    for (int i = 0; i < losses.length; i++) {
      risk.add(losses[i], propensities[i]);
    }
    // Then
    assertThat(risk.horvitzThompson(30)).isEqualTo(.366666667, within(1e-9));
    assertThat(risk.hajek()).isEqualTo(.478260870, within(1e-9));
    assertThat(risk.effectiveSampleSize()).isEqualTo(2.605911, within(1e-6));
  }

  @Test
  void shouldBeThePlainMeanWhereAllWereDrawnAlike() {
    // Given
    WeightedRisk risk = new WeightedRisk();
    // When
    for (int i = 0; i < 40; i++) {
      risk.add(i % 4 == 0 ? 1 : 0, .05);
    }
    // Then
    assertThat(risk.hajek()).isEqualTo(.25, within(1e-12));
    assertThat(risk.effectiveSampleSize()).isEqualTo(40, within(1e-9));
  }

  @Test
  void shouldRefuseWhatWasNeverDrawn() {
    assertThatThrownBy(() -> new WeightedRisk().add(1, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new WeightedRisk().add(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
