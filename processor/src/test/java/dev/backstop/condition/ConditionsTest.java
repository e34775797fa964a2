package dev.backstop.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.policy.Condition;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {

  private static final Map<String, FeatureType> DECLARED =
      Map.of(
          "Amount", FeatureType.NUMBER,
          "Job", FeatureType.TEXT,
          "Owner", FeatureType.FLAG,
          "Shape", FeatureType.VECTOR);

  private final List<String> problems = new ArrayList<>();
  private final Map<String, @Nullable Object> values = new HashMap<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          features.Amount > 3000.0                            ; YES
          features.Amount > 3000                              ; YES
          features.Amount <= 3000                             ; NO
          features.Job == "clerk"                             ; YES
          features.Job in ["smith", "clerk"]                  ; YES
          features.Job.startsWith("cl")                       ; YES
          features.Owner                                      ; YES
          !features.Owner || features.Amount < 1              ; NO
          has(features.Amount) && features.Job != "clerk"     ; NO
          features.Shape.exists(x, x > 1.5)                   ; YES
          size(features.Shape) == 3                           ; NO
          features.Job.size() > 4                             ; YES
          features.Shape.size() * 2 == 4                      ; YES
          5 < features.Job.size()                             ; NO
          -features.Job.size() < 0                            ; YES
          features.Amount * 2.0 > 7999.0                      ; YES
          features.Amount > 1 ? features.Owner : false        ; YES
          true                                                ; YES
          """)
  void shouldTellWhetherAConditionHolds(String text, Truth expected) {
    // Given
    values.putAll(
        Map.of("Amount", 4000L, "Job", "clerk", "Owner", true, "Shape", List.of(1.0, 2.0)));
    // When
    Truth truth = test(text);
    // Then
    assertThat(truth).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          features.Amount > 3000.0                            ; UNKNOWN
          features.Amount != 3000.0                           ; UNKNOWN
          features.Job.startsWith("cl")                       ; UNKNOWN
          !features.Owner                                     ; UNKNOWN
          has(features.Amount)                                ; NO
          !has(features.Amount) || features.Amount > 3000     ; YES
          has(features.Amount) && features.Amount > 3000      ; NO
          features.Amount > 3000 || features.Job == "clerk"   ; UNKNOWN
          features.Amount > 3000 && features.Job == "smith"   ; UNKNOWN
          features.Shape.all(x, x > 1.0)                      ; UNKNOWN
          """)
  void shouldNotTakeAMissingFeatureForZero(String text, Truth expected) {
    // Given
    values.put("Amount", null);
    // When
    Truth truth = test(text);
    // Then
    assertThat(truth).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features.Amount > 3000.0",
        "features.Amount != 3000.0",
        "features.Amount > 3000",
        "features.Amount * 2.0 <= 3000.0",
        "features.Amount > 1 ? features.Amount > 3000 : false"
      })
  void shouldCompareNothingWithWhatIsNotANumber(String text) {
    // Given
    values.put("Amount", Double.NaN);
    // When
    Truth truth = test(text);
    // Then
    assertThat(truth).isEqualTo(Truth.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features.Amount >= 0",
        "features.Amount == 0.0",
        "features.Amount * 1.0 >= 0",
        "true ? features.Amount >= 0 : false"
      })
  void shouldTakeNegativeZeroForZero(String text) {
    // Given
    values.put("Amount", -0.0);
    // When
    Truth truth = test(text);
    // Then
    assertThat(truth).isEqualTo(Truth.YES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features.Amount > 3000.0",
        "features.Amount + 1.0 > 3000.0",
        "features.Job == \"clerk\"",
        "features.Job.contains(\"clerk\")",
        "features.Owner",
        "features.Shape.exists(x, x > 1.0)"
      })
  void shouldNotTellFromAValueOfAnotherType(String text) {
    // Given
    values.putAll(Map.of("Amount", "much", "Job", 7L, "Owner", "yes", "Shape", 1.0));
    // When
    Truth truth = test(text);
    // Then
    assertThat(truth).isEqualTo(Truth.UNKNOWN);
  }

  /** One condition in a form of its own, the other by the interpreter. */
  @ParameterizedTest
  @ValueSource(strings = {"features.Amount > 3000.0", "features.Amount + 1.0 > 3000.0"})
  void shouldNotMindATypeThatIsWrongWhereItDoesNotRead(String text) {
    // Given
    values.putAll(Map.of("Amount", 5000.0, "Job", 7L));
    // When
    Truth truth = test(text);
    // Then
    assertThat(truth).isEqualTo(Truth.YES);
  }

  @Test
  void shouldTakeATruthValueForTheWordAsModelsDo() {
    // Given
    values.put("Job", true);
    // When
    Truth truth = test("features.Job == \"true\"");
    // Then
    assertThat(truth).isEqualTo(Truth.YES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          features.Amuont > 1.0         ; column 9 of it): undefined field 'Amuont'; the policy declares Amount, Job, Owner, Shape
          features.Amount > "much"      ; column 17 of it): found no matching overload for '_>_' applied to '(double, string)'
          features.Amount >             ; column 18 of it): mismatched input
          features.Amount + 1.0         ; expected type 'bool' but found 'double'
          amount > 1.0                  ; undeclared reference to 'amount'
          """)
  void shouldSayWhatIsWrongWithAConditionAndWhere(String text, String expected) {
    // When
    Optional<Condition> condition = new Conditions(DECLARED).compile(text, problems::add);
    // Then
    assertThat(condition).isEmpty();
    assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(expected));
  }

  @Test
  void shouldTellAllThatIsWrongWithACondition() {
    // When
    new Conditions(DECLARED).compile("features.A > 1.0 &&\n features.B > 1.0", problems::add);
    // Then
    assertThat(problems).hasSize(2);
    assertThat(problems.get(1)).contains("line 2");
  }

  private Truth test(String text) {
    Optional<Condition> condition = new Conditions(DECLARED).compile(text, problems::add);
    assertThat(problems).isEmpty();
    return condition.orElseThrow().test(new Features(values));
  }
}
