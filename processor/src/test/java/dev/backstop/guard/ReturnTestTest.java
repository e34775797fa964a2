package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Known answers of row D6, return test. */
class ReturnTestTest {

  private final ReturnTest test = ReturnTest.USUAL;

  @Test
  void shouldGiveTheKnownValuesOfD6() {
    // Then
    assertThat(test.eValue(new Evidence(20, 0))).isEqualTo(5.491251, within(5e-7));
    assertThat(test.eValue(new Evidence(21, 1))).isEqualTo(1.098250, within(5e-7));
  }

  @Test
  void shouldNeedTheKnownNumbersOfCleanProbesOfD6() {
    // Then
    assertThat(test.eValue(new Evidence(35, 0))).isLessThan(20);
    assertThat(test.eValue(new Evidence(36, 0))).isGreaterThanOrEqualTo(20);
    assertThat(test.passed(new Evidence(54, 0))).isFalse();
    assertThat(test.passed(new Evidence(55, 0))).isTrue();
  }

  @Test
  void shouldFailBelowTheLowerBound() {
    // Then: .2^5 = 3.2e-4, .2^6 = 6.4e-5
    assertThat(test.failed(new Evidence(5, 5))).isFalse();
    assertThat(test.failed(new Evidence(6, 6))).isTrue();
  }

  @Test
  void shouldNotLoseEvidenceThatADoubleCannotHold() {
    // Given: so many errors that E is 0 as a double, and as many good trials as outweigh them
    Evidence both = new Evidence(100_000, 1_000);
    // Then
    assertThat(test.eValue(new Evidence(1_000, 1_000))).isZero();
    assertThat(test.passed(both)).isTrue();
    assertThat(test.failed(both)).isFalse();
  }

  @Test
  void shouldTellAllThatIsWrongWithItsNumbers() {
    // Then
    assertThatThrownBy(() -> new ReturnTest(.1, .02, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken must be above sound and below 1, but is 0.02")
        .hasMessageContaining("pass must be above 1 and finite, but is 1.0")
        .hasMessageContaining("fail must be above 0 and below 1, but is NaN");
  }
}
