package dev.backstop.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.policy.Condition;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Truth;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a condition's text tells of the requests that it can hold for. */
class ReachProperties {

  private static final Conditions CONDITIONS =
      new Conditions(
          Map.of(
              "n", FeatureType.NUMBER,
              "m", FeatureType.NUMBER,
              "t", FeatureType.TEXT,
              "f", FeatureType.FLAG));

  /** Sound: what is said to be covered is. */
  @Property
  void shouldHoldWhereverOneHoldsThatItCovers(
      @ForAll("conjunctions") String first,
      @ForAll("conjunctions") String second,
      @ForAll("features") List<Features> all) {
    // Given
    Condition one = compiled(first);
    Condition other = compiled(second);
    boolean covers = one.reach().covers(other.reach());
    boolean nowhere = other.reach().isNowhere();
    // Then
    for (Features features : all) {
      if (other.test(features) == Truth.YES) {
        assertThat(nowhere).as(second).isFalse();
        assertThat(!covers || one.test(features) == Truth.YES)
            .as(first + " covers " + second)
            .isTrue();
      }
    }
  }

  @Property
  void shouldSayNothingWrongOfAnyCondition(
      @ForAll("any") String first,
      @ForAll("any") String second,
      @ForAll("features") List<Features> all) {
    shouldHoldWhereverOneHoldsThatItCovers(first, second, all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          features.n > 3000; features.n > 5000; true
          features.n > 3000.0; features.n >= 3000; false
          features.n >= 3000; features.n > 3000.0; true
          3000 < features.n; features.n == 3000.5; true
          features.n > 5000; features.n > 3000; false
          features.n > 1; features.n > 2 && features.m < 7; true
          features.n > 1; features.n > 2 && (features.m < 7 || features.f); true
          features.n > 1 && features.m < 7; features.n > 2; false
          features.n > 1 || features.m < 7; features.n > 2; false
          features.n != 1.0; features.n == 2.0; false
          features.n > 1 && has(features.m); features.n > 2; false
          features.n > 1 && has(features.m); features.n > 2 && features.m < 0; true
          features.t in ['a', 'b']; features.t == 'a'; true
          features.t in ['a', 'b']; features.t in ['b', 'c']; false
          features.f; features.f && features.n < 0; true
          features.f; !features.f; false
          true; features.n > 1; true
          features.n > 1; true; false
          features.n + 1.0 > 1; features.n > 5; false
          """)
  void shouldTellWhichConditionCoversWhich(String first, String second, boolean covers) {
    assertThat(compiled(first).reach().covers(compiled(second).reach())).isEqualTo(covers);
  }

  @Test
  void shouldTellAConditionThatNothingMeets() {
    assertThat(compiled("features.n > 2 && features.n < 2").reach().isNowhere()).isTrue();
    assertThat(compiled("features.n >= 2 && features.n <= 2").reach().isNowhere()).isFalse();
    assertThat(compiled("features.n > 2 && features.n <= 2.0").reach().isNowhere()).isTrue();
    assertThat(compiled("features.t == 'a' && features.t == 'b'").reach().isNowhere()).isTrue();
    assertThat(compiled("features.f && !features.f").reach().isNowhere()).isTrue();
    assertThat(compiled("features.n > 2 || features.n < 2").reach().isNowhere()).isFalse();
  }

  @Provide
  Arbitrary<String> conjunctions() {
    Arbitrary<String> numbers =
        Combinators.combine(
                Arbitraries.of("n", "n", "m"),
                Arbitraries.of(">", ">=", "<", "<=", "=="),
                Arbitraries.of("0.0", "2", "-1.5"))
            .as(
                (name, operator, value) ->
                    "features." + name + " " + operator + " " + comparable(operator, value));
    Arbitrary<String> others =
        Arbitraries.of(
            "features.t == 'a'",
            "features.t in ['a', 'b']",
            "features.f",
            "!features.f",
            "has(features.n)",
            "true");
    return Arbitraries.frequencyOf(Tuple.of(4, numbers), Tuple.of(1, others))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(leaves -> String.join(" && ", leaves));
  }

  /** A whole number may be compared with, but not be equal to what has a fraction. */
  private static String comparable(String operator, String value) {
    return operator.equals("==") && !value.contains(".") ? value + ".0" : value;
  }

  @Provide
  Arbitrary<String> any() {
    return new DirectProperties().conditions();
  }

  @Provide
  Arbitrary<List<Features>> features() {
    return new DirectProperties().features().list().ofSize(20);
  }

  private static Condition compiled(String text) {
    return CONDITIONS
        .compile(
            text,
            problem -> {
              throw new AssertionError(text + " " + problem);
            })
        .orElseThrow();
  }
}
