package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.DriftRules;
import dev.backstop.policy.DriftRules.Act;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftReaderTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      ladder:
        - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
        - {tier: c, kind: default, label: x}
      """;

  private final Problems problems = new Problems();

  @Test
  void shouldTellOfDriftAndDoNothingWhereNothingIsSaid() {
    assertThat(read("")).isEqualTo(DriftRules.USUAL);
    assertThat(read("breaker: {drift: {}}")).isEqualTo(DriftRules.USUAL);
    assertThat(parse("breaker: {enabled: false}").orElseThrow().charter().breaker().drifting())
        .isNull();
  }

  @Test
  void shouldReadEveryRule() {
    assertThat(
            read(
                "breaker: {drift: {window: 500, features: TIGHTEN, confidence: ROUTE, collapse:"
                    + " ALERT, tightenBy: 0.1}}"))
        .isEqualTo(new DriftRules(500, Act.TIGHTEN, Act.ROUTE, Act.ALERT, .1));
  }

  @Test
  void shouldTellEveryProblemWithItsPlace() {
    parse(
        """
        breaker:
          drift:
            window: 0
            features: PANIC
            tightenBy: 0
            half: open
        """);

    assertThat(problems.all())
        .anySatisfy(one -> assertThat(one).contains(":12:", "'breaker.drift.window' must be"))
        .anySatisfy(one -> assertThat(one).contains(":13:", "'breaker.drift.features'"))
        .anySatisfy(one -> assertThat(one).contains(":14:", "'breaker.drift.tightenBy' must be"))
        .anySatisfy(one -> assertThat(one).contains(":14:", "tightenBy' has no effect"))
        .anySatisfy(one -> assertThat(one).contains("unknown key 'breaker.drift.half'"));
  }

  @Test
  void shouldTellAChangeInWords() {
    assertThat(
            PolicyDiff.between(
                parse("").orElseThrow(),
                parse("breaker: {drift: {collapse: ROUTE}}").orElseThrow()))
        .anySatisfy(
            change ->
                assertThat(change)
                    .startsWith("where inputs have drifted, by windows of 1000 rows")
                    .contains("ROUTE where it collapses"));
  }

  private DriftRules read(String breaker) {
    return parse(breaker).orElseThrow().charter().breaker().drift();
  }

  private Optional<Policy> parse(String breaker) {
    return PolicyReader.parse(
        "p.yaml", (POLICY + breaker).getBytes(StandardCharsets.UTF_8), problems);
  }
}
