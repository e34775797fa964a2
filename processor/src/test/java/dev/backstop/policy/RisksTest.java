package dev.backstop.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RisksTest {

  private static final RiskClass LOW = new RiskClass("low", 10, 2, .1);
  private static final RiskClass HIGH = new RiskClass("high", 50, 2, .03);

  @ParameterizedTest
  @CsvSource({"50, 2, .03, .93", "50, .1, .05, .948", "10, 2, .1, .7", "1, 2, .1, -1.1"})
  void shouldKnowFromWhichConfidenceOnAnAnswerCostsNoMoreThanAPersons(
      double error, double review, double human, double floor) {
    // Given
    RiskClass risk = new RiskClass("r", error, review, human);
    // Then
    assertThat(risk.floor()).isEqualTo(floor);
    assertThat(risk.ofAnswer(risk.floor())).isEqualTo(risk.ofReview(), within(1e-9));
  }

  @Test
  void shouldLetAHintRaiseTheRiskAndNeverLowerIt() {
    assertThat(new Risks(List.of(LOW, HIGH), LOW).of("high")).isEqualTo(HIGH);
    assertThat(new Risks(List.of(LOW, HIGH), HIGH).of("low")).isEqualTo(HIGH);
    assertThat(new Risks(List.of(LOW, HIGH), null).of("low")).isEqualTo(LOW);
  }

  @Test
  void shouldTakeAHintThatNamesNoClassForTheGravest() {
    assertThat(new Risks(List.of(LOW, HIGH), LOW).of("hgih")).isEqualTo(HIGH);
  }

  @Test
  void shouldTakeNoHintWhereThePolicyHasNoClasses() {
    assertThat(Risks.NONE.of("high")).isNull();
    assertThat(new Risks(List.of(LOW), null).of(null)).isNull();
  }
}
