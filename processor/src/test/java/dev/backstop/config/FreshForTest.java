package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Inputs;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How old a policy lets features be. */
class FreshForTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      features:
        income: {type: NUMBER, freshFor: 15m}
        age: {type: NUMBER}
      segments:
        - {segment: rich, when: features.income > 9000, tiers: {a: {threshold: 0.6}}}
      ladder:
        - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: x}
      """;

  private final Problems problems = new Problems();

  @Test
  void shouldReadTheBoundForEverySegment() {
    Policy policy = parse(POLICY).orElseThrow();

    assertThat(policy.charter().inputs().freshFor())
        .isEqualTo(Map.of("income", Duration.ofMinutes(15)));
    assertThat(policy.segments().get(0).policy().charter().inputs())
        .isEqualTo(policy.charter().inputs());
    assertThat(parse(POLICY.replace(", freshFor: 15m", "")).orElseThrow().charter().inputs())
        .isSameAs(Inputs.AS_THEY_COME);
  }

  @Test
  void shouldRefuseABoundThatNothingIsFreshEnoughFor() {
    parse(POLICY.replace("15m", "0s"));

    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains(":8:", "freshFor' must be above 0");
  }

  @Test
  void shouldTellAChangeInWords() {
    assertThat(
            PolicyDiff.between(
                parse(POLICY.replace(", freshFor: 15m", "")).orElseThrow(),
                parse(POLICY).orElseThrow()))
        .containsExactly("feature 'income' may be so old: 900 s instead of any time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          income: 15m; tier: a, segment: rich
          income: 16m; tier: b, status: REVIEW, segment: none
          age: 1m; tier: b, status: REVIEW, segment: none
          """)
  void shouldTellByCasesWhatBecomesOfOldFeatures(String ages, String expect) {
    PolicyCase one =
        PolicyCase.parse(
                "p.cases.yaml",
                """
                cases:
                  - case: it
                    features: {income: 9999, age: 40}
                    featureAges: {%s}
                    models: {a: {label: x, confidence: 0.9}}
                    expect: {%s}
                """
                    .formatted(ages, expect),
                problems)
            .get(0);

    problems.throwIfAny("the case");
    assertThat(one.failures(parse(POLICY).orElseThrow())).isEmpty();
  }

  private Optional<Policy> parse(String policy) {
    return PolicyReader.parse("p.yaml", policy.getBytes(StandardCharsets.UTF_8), problems);
  }
}
