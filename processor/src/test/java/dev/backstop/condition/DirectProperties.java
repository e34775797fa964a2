package dev.backstop.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.policy.Condition;
import dev.backstop.policy.FeatureType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What is evaluated without the interpreter comes out as the interpreter would have it. */
class DirectProperties {

  private static final Map<String, FeatureType> DECLARED =
      Map.of(
          "n", FeatureType.NUMBER,
          "m", FeatureType.NUMBER,
          "t", FeatureType.TEXT,
          "f", FeatureType.FLAG);

  private static final Conditions CONDITIONS = new Conditions(DECLARED);

  @Property
  void shouldComeOutAsTheInterpreterHasIt(
      @ForAll("conditions") String text, @ForAll("features") Features features) {
    // Given
    Condition direct = compiled(text);
    Condition interpreted = compiled(interpretedOnly(text));
    // Then
    assertThat(direct.getClass()).isNotEqualTo(interpreted.getClass());
    assertThat(direct.test(features)).as(text).isEqualTo(interpreted.test(features));
  }

  /** A choice has no direct form, so this is the same condition by the other way. */
  private static String interpretedOnly(String text) {
    return "true ? (" + text + ") : false";
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

  @Provide
  Arbitrary<String> conditions() {
    Arbitrary<String> comparison = Arbitraries.of(">", ">=", "<", "<=", "==", "!=");
    Arbitrary<String> number = Arbitraries.of("0.0", "-1.5", "2.0", "1e300");
    Arbitrary<String> whole = Arbitraries.of("0", "2", "-3");
    Arbitrary<String> numbers =
        Combinators.combine(Arbitraries.of("n", "m"), comparison, number)
            .as((name, operator, value) -> "features." + name + " " + operator + " " + value);
    Arbitrary<String> wholes =
        Combinators.combine(Arbitraries.of("n", "m"), Arbitraries.of(">", ">=", "<", "<="), whole)
            .as((name, operator, value) -> "features." + name + " " + operator + " " + value);
    Arbitrary<String> computedWholes =
        Combinators.combine(operands(2), Arbitraries.of(">", ">=", "<", "<="), whole)
            .as((left, operator, right) -> left + " " + operator + " " + right);
    Arbitrary<String> computed =
        Combinators.combine(operands(2), comparison, operands(2))
            .as((left, operator, right) -> left + " " + operator + " " + right);
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            numbers,
            wholes,
            computed,
            computedWholes,
            Arbitraries.of(
                "features.t == \"a\"",
                "features.t != \"a\"",
                "features.t in [\"a\", \"b\"]",
                "features.t in [\"true\"]",
                "features.f",
                "has(features.n)",
                "has(features.t)",
                "true",
                "false"));
    return Arbitraries.lazyOf(
        () -> leaf,
        () -> leaf,
        () ->
            Combinators.combine(conditions(), Arbitraries.of("&&", "||"), conditions())
                .as((left, operator, right) -> "(" + left + " " + operator + " " + right + ")"),
        () -> conditions().map(negated -> "!(" + negated + ")"));
  }

  /** Nested no deeper than that. */
  private static Arbitrary<String> operands(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.of("features.n", "features.m", "2.0", "0.0", "-1.5", "1e300");
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> inner = operands(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        inner.map(negated -> "-(" + negated + ")"),
        Combinators.combine(inner, Arbitraries.of("+", "-", "*", "/"), inner)
            .as((left, operator, right) -> "(" + left + " " + operator + " " + right + ")"));
  }

  @Provide
  Arbitrary<Features> features() {
    Arbitrary<Object> any =
        Arbitraries.of(
                List.<Object>of(
                    0.0,
                    -0.0,
                    -1.5,
                    2.0,
                    2L,
                    0L,
                    -3L,
                    Double.NaN,
                    1e300,
                    "a",
                    "b",
                    "true",
                    true,
                    false))
            .injectNull(.2);
    return Combinators.combine(any, any, any, any)
        .as(
            (n, m, t, f) -> {
              Map<String, @Nullable Object> values = new HashMap<>();
              values.put("n", n);
              values.put("m", m);
              values.put("t", t);
              values.put("f", f);
              return new Features(values);
            });
  }
}
