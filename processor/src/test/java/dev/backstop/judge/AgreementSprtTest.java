package dev.backstop.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AgreementSprtTest {

  @Test
  void shouldGiveTheKnownAnswersOfD7() {
    assertThat(AgreementSprt.BOUNDARY).isCloseTo(4.595120, within(1e-6));
    assertThat(after(225, 0).found()).isEqualTo(AgreementSprt.Found.OPEN);
    assertThat(after(226, 0).found()).isEqualTo(AgreementSprt.Found.ALIKE);
    assertThat(after(0, 4).found()).isEqualTo(AgreementSprt.Found.OPEN);
    assertThat(after(0, 5).found()).isEqualTo(AgreementSprt.Found.DIFFERENT);
  }

  @Test
  void shouldEndWithWhatItHasFound() {
    // Given
    AgreementSprt different = after(0, 5);

    // When
    AgreementSprt later = different;
    for (int i = 0; i < 1_000; i++) {
      later = later.plus(true);
    }

    // Then
    assertThat(later).isEqualTo(different);
  }

  private static AgreementSprt after(int agreements, int disagreements) {
    AgreementSprt test = AgreementSprt.NEW;
    for (int i = 0; i < agreements + disagreements; i++) {
      test = test.plus(i < agreements);
    }
    return test;
  }
}
