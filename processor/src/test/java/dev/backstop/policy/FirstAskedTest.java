package dev.backstop.policy;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstAskedTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      features: {amount: {type: NUMBER}}
      canary: {tier: a, model: c@1, share: 0.1}
      segments:
        - {segment: large, when: features.amount > 3000, tiers: {a: {threshold: 0.9}}}
      ladder:
        - tier: stops
          kind: rules
          rules: [{rule: free, when: features.amount < 1, label: x}]
        - {tier: a, kind: model, model: m, threshold: 0.8, budget: 100ms}
        - {tier: b, kind: model, model: n, threshold: 0.8, budget: 100ms}
        - {tier: e, kind: default, label: y}
      """;

  @Test
  void shouldBeTheModelOfTheFirstTierThatAsksAndItsCandidate() {
    Policy policy = policy(POLICY);

    assertThat(FirstAsked.is(policy, "m")).isTrue();
    assertThat(FirstAsked.is(policy, "c@1")).isTrue();
    assertThat(FirstAsked.is(policy, "n")).isFalse();
    assertThat(FirstAsked.is(policy, "nobody")).isFalse();
  }

  @Test
  void shouldPassATierByThatIsSwitchedOff() {
    Policy policy =
        policy(
            POLICY.replace(
                "0.8, budget: 100ms}\n  - {tier: b",
                "0.8, budget: 100ms, enabled:" + " false}\n  - {tier: b"));

    assertThat(FirstAsked.is(policy, "m")).isFalse();
    assertThat(FirstAsked.is(policy, "n")).isTrue();
  }

  @Test
  void shouldBeNoneWhereSegmentsAskDifferentModelsFirst() {
    Policy policy = policy(POLICY.replace("a: {threshold: 0.9}", "a: {enabled: false}"));

    assertThat(FirstAsked.is(policy, "m")).isFalse();
    assertThat(FirstAsked.is(policy, "n")).isFalse();
  }

  @Test
  void shouldPassASegmentByThatAsksNoModel() {
    Policy policy =
        policy(POLICY.replace("a: {threshold: 0.9}", "a: {enabled: false}, b: {enabled: false}"));

    assertThat(FirstAsked.is(policy, "m")).isTrue();
  }
}
