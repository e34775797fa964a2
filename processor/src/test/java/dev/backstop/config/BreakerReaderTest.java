package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.BreakerTerms;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.DriftRules;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.policy.PolicyLint;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BreakerReaderTest {

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
  void shouldGuardByTheUsualTermsWhereNothingIsSaid() {
    assertThat(read("")).isEqualTo(BreakerRules.USUAL);
    assertThat(read("breaker: {}")).isEqualTo(BreakerRules.USUAL);
    assertThat(BreakerTerms.of(BreakerRules.USUAL)).isEqualTo(BreakerTerms.USUAL);
  }

  @Test
  void shouldReadEveryTerm() {
    BreakerRules rules =
        read(
            """
            breaker:
              enabled: false
              minimumCalls: 20
              failureRate: 0.5
              slowRate: 0.6
              slowerThan: 5ms
              consecutiveFailures: 5
              firstOpen: 10s
              longestOpen: 1m
              mirrorShare: 0.2
              ramp: [0.1, 1]
              rampDwell: 5s
              forgetAfter: 1h
              return: {sound: 0.01, broken: 0.2, pass: 20, fail: 0.001}
            """);

    assertThat(rules)
        .isEqualTo(
            new BreakerRules(
                false,
                20,
                .5,
                .6,
                Duration.ofMillis(5),
                5,
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                .2,
                List.of(.1, 1.0),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                new BreakerRules.Return(.01, .2, 20, .001),
                null,
                DriftRules.USUAL));
    assertThat(rules.slowAfter(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(5));
    assertThat(BreakerRules.USUAL.slowAfter(Duration.ofMillis(10)))
        .isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void shouldTellEveryProblemWithItsPlace() {
    parse(
        """
        breaker:
          minimumCalls: 0
          failureRate: 1.5
          slowRate: 0
          slowerThan: 0s
          consecutiveFailures: many
          firstOpen: 1m
          longestOpen: 30s
          mirrorShare: 0
          ramp: [0.5, 0.2, 1]
          rampDwell: soon
          half: open
          return: {sound: 0, broken: 1, pass: 1, fail: 2, coin: 1}
        """);

    assertThat(problems.all())
        .anySatisfy(one -> assertThat(one).contains(":11:", "'breaker.minimumCalls' must be from"))
        .anySatisfy(one -> assertThat(one).contains(":12:", "'breaker.failureRate' must be above"))
        .anySatisfy(one -> assertThat(one).contains(":13:", "'breaker.slowRate' must be above"))
        .anySatisfy(one -> assertThat(one).contains(":14:", "'breaker.slowerThan' must be above"))
        .anySatisfy(one -> assertThat(one).contains(":15:", "'breaker.consecutiveFailures'"))
        .anySatisfy(one -> assertThat(one).contains(":17:", "'breaker.longestOpen' must fit"))
        .anySatisfy(one -> assertThat(one).contains(":18:", "'breaker.mirrorShare' must be above"))
        .anySatisfy(one -> assertThat(one).contains(":19:", "'breaker.ramp' must be shares"))
        .anySatisfy(one -> assertThat(one).contains(":20:", "'breaker.rampDwell'"))
        .anySatisfy(one -> assertThat(one).contains("unknown key 'breaker.half'"))
        .anySatisfy(one -> assertThat(one).contains(":22:", "'breaker.return.sound' must be"))
        .anySatisfy(one -> assertThat(one).contains("'breaker.return.broken' must be"))
        .anySatisfy(one -> assertThat(one).contains("'breaker.return.pass' must be above 1"))
        .anySatisfy(one -> assertThat(one).contains("'breaker.return.fail' must be"))
        .anySatisfy(one -> assertThat(one).contains("unknown key 'breaker.return.coin'"));
  }

  @Test
  void shouldRemarkThatBreakersAreOffOrThatNothingIsEverSlow() {
    assertThat(PolicyLint.remarks(parse("breaker: {enabled: false}").orElseThrow()))
        .anySatisfy(remark -> assertThat(remark).startsWith("breakers are off"));
    assertThat(PolicyLint.remarks(parse("breaker: {slowerThan: 10ms}").orElseThrow()))
        .anySatisfy(remark -> assertThat(remark).contains("nothing is ever slow"));
    assertThat(PolicyLint.remarks(parse("breaker: {slowerThan: 9ms}").orElseThrow()))
        .noneSatisfy(remark -> assertThat(remark).contains("slow"));
  }

  @Test
  void shouldTellAChangeInWords() {
    assertThat(
            PolicyDiff.between(
                parse("").orElseThrow(), parse("breaker: {enabled: false}").orElseThrow()))
        .anySatisfy(
            change ->
                assertThat(change)
                    .startsWith("breakers are off instead of on (open at 0.2 failed or 0.3 slow"));
  }

  private BreakerRules read(String breaker) {
    return parse(breaker).orElseThrow().charter().breaker();
  }

  private Optional<Policy> parse(String breaker) {
    return PolicyReader.parse(
        "p.yaml", (POLICY + breaker).getBytes(StandardCharsets.UTF_8), problems);
  }
}
