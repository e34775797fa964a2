package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoreDecoderTest {

  private static Outcome decode(Output.Kind kind, double temperature, float... row) {
    List<String> labels = List.of("a", "b", "c").subList(0, row.length);
    return new ScoreDecoder(new Output(kind, labels, temperature)).decode(row, 0);
  }

  private static Score score(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Scored.class);
    return ((Outcome.Scored) outcome).score();
  }

  @Test
  void shouldDivideLogitsByTheTemperature() {
    // Given the temperature of decision-science D2's example, and its logit 3
    // When
    Score score = score(decode(Output.Kind.LOGITS, 2.741259468, 0f, 3f));
    // Then
    assertThat(score.label()).isEqualTo("b");
    assertThat(score.rawConfidence()).isCloseTo(1 / (1 + Math.exp(-3)), within(1e-12));
    assertThat(score.confidence()).isCloseTo(1 / (1 + Math.exp(-3 / 2.741259468)), within(1e-12));
  }

  @Test
  void shouldGiveProbabilitiesBackAtTemperatureOne() {
    // When
    Score score = score(decode(Output.Kind.PROBABILITIES, 1, 0.25f, 0f, 0.75f));
    // Then
    assertThat(score.label()).isEqualTo("c");
    assertThat(score.scores()).containsOnlyKeys("a", "b", "c").containsEntry("b", 0.0);
    assertThat(score.confidence()).isCloseTo(0.75, within(1e-12)).isEqualTo(score.rawConfidence());
  }

  @Test
  void shouldCalibrateProbabilitiesThroughTheirLogarithms() {
    // When
    Score score = score(decode(Output.Kind.PROBABILITIES, 2, 0.2f, 0.8f));
    // Then
    assertThat(score.confidence()).isCloseTo(2.0 / 3, within(1e-6));
    assertThat(score.rawConfidence()).isCloseTo(0.8, within(1e-6));
  }

  @Test
  void shouldChooseTheFirstOfEqualLabels() {
    assertThat(score(decode(Output.Kind.LOGITS, 1, 1f, 1f)).label()).isEqualTo("a");
  }

  @Test
  void shouldRefuseWhatIsNoAnswer() {
    Outcome[] outcomes = {
      decode(Output.Kind.LOGITS, 1, Float.NaN, 0f),
      decode(Output.Kind.LOGITS, 1, Float.POSITIVE_INFINITY, 0f),
      decode(Output.Kind.PROBABILITIES, 1, -0.1f, 1.1f),
      decode(Output.Kind.PROBABILITIES, 1, 0.5f, 0.52f),
      decode(Output.Kind.PROBABILITIES, 1, 0f, 0f)
    };
    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Reason.INVALID_OUTPUT)));
  }

  @Property
  void shouldGiveProbabilitiesForAnyFiniteLogits(
      @ForAll @Size(3) List<@FloatRange(min = -1e30f, max = 1e30f) Float> row,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double temperature) {
    // When
    Score score =
        score(decode(Output.Kind.LOGITS, temperature, row.get(0), row.get(1), row.get(2)));
    // Then
    double sum = score.scores().values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(score.confidence())
        .isBetween(1.0 / 3 - 1e-9, 1.0)
        .isEqualTo(score.scores().get(score.label()));
  }
}
