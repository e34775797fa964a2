package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ObjectivesTest {

  private static final String GOOD =
      """
      objectives:
        - name: answers
          description: answers that are good
          objective: 0.999
          period: 30d
          good: sum(rate(backstop_good_total[$window]))
          total: sum(rate(backstop_all_total[$window]))
      """;

  @Test
  void shouldReadWhatIsDeclared() {
    Objective objective = Objectives.parse("objectives.yml", GOOD).all().get(0);

    assertThat(objective.metric()).isEqualTo("answers");
    assertThat(objective.evidence()).isEmpty();
    assertThat(Promql.number(objective.errorBudget())).isEqualTo("0.001");
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    String bad =
        """
        objectives:
          - name: Answers
            description: answers that are good
            objective: 99.9
            period: 30d
            good: sum(rate(backstop_good_total[5m]))
            total: sum(rate(backstop_all_total[$window]))
            window: 5m
          - name: others
            objective: 0.9
            period: 30d
            good: sum(rate(backstop_good_total[$window]))
            total: sum(rate(backstop_all_total[$window]))
            evidence: {count: sum(backstop_all_total), least: 0}
          - name: others
            description: the same name again
            objective: 0.99
            period: 3d
            good: sum(rate(backstop_good_total[$window]))
            total: sum(rate(backstop_all_total[$window]))
        """;

    assertThatThrownBy(() -> Objectives.parse("objectives.yml", bad))
        .hasMessageContainingAll(
            "objectives.yml:2",
            "must be words of small letters joined by hyphens",
            "must be above 0 and below 1, but is 99.9",
            "'objectives[0].good' must have $window",
            "unknown key 'objectives[0].window'",
            "'objectives[1].description' is missing",
            "'objectives[1].evidence.count' must have $window",
            "'objectives[1].evidence.least' must be above 0, but is 0.0",
            "'objectives[2].name' stands twice",
            "'objectives[2].period' must be longer than the window of 3d");
  }

  @Test
  void shouldRefuseAnAlertThatCanNeverFire() {
    String text = GOOD.replace("0.999", "0.9");

    assertThatThrownBy(() -> Objectives.parse("objectives.yml", text))
        .hasMessageContainingAll(
            "objectives.yml:4",
            "is 0.9: the page on a burn rate above 14.4 over 1h can never fire",
            "14.4 times the error budget of 0.1 is 1.44",
            "raise the objective above 0.93055556")
        .hasMessageNotContaining("burn rate above 6");
  }

  @Test
  void shouldRefuseEachFactorThatCanNeverFire() {
    String text = GOOD.replace("0.999", "0.8");

    assertThatThrownBy(() -> Objectives.parse("objectives.yml", text))
        .hasMessageContainingAll("burn rate above 14.4 over 1h", "burn rate above 6 over 6h")
        .hasMessageNotContaining("burn rate above 3");
  }
}
