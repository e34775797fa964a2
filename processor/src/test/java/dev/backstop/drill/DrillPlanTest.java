package dev.backstop.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.config.PolicyTexts;
import dev.backstop.policy.Policy;
import org.junit.jupiter.api.Test;

class DrillPlanTest {

  private static final Policy POLICY =
      PolicyTexts.policy(
          """
          format: backstop-policy/1
          name: p
          version: 1.0.0
          domain: d
          owner: o
          deadline: 1h
          ladder:
            - {tier: a, kind: model, model: m, threshold: 0.8, budget: 100ms}
            - {tier: second try, kind: model, model: n, threshold: 0.8, budget: 100ms}
            - {tier: c, kind: default, label: x}
          """);

  @Test
  void shouldDrillATierWhoseNameAMarkHolds() {
    assertThat(DrillPlan.of(Scenario.OUTAGE, "run-1", POLICY, "a", 1).tiers()).containsExactly("a");
  }

  /** Before the first record is sent. */
  @Test
  void shouldRefuseATierWhoseNameNoMarkHolds() {
    assertThatThrownBy(() -> DrillPlan.of(Scenario.OUTAGE, "run-1", POLICY, "second try", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tier 'second try' cannot be drilled: its name " + DrillMark.WORDS);
  }
}
