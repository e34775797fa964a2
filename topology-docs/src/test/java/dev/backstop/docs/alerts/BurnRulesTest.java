package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BurnRulesTest {

  private static final String ONE =
      """
      objectives:
        - name: many-answers
          description: answers that are "good"
          objective: 0.99
          period: 30d
          good: sum(rate(backstop_good_total[$window]))
          total: sum(rate(backstop_all_total[$window]))
          evidence: {count: 'sum(increase(backstop_all_total[$window]))', least: 50}
      """;

  private final RuleFile written =
      RuleFile.parse("slo.rules.yml", BurnRules.of(Objectives.parse("objectives.yml", ONE)));

  @Test
  void shouldRecordEachWindowOnce() {
    assertThat(written.rules().stream().filter(rule -> !rule.alert()).map(Rule::name))
        .containsExactly(
            "backstop:many_answers:error_budget",
            "backstop:many_answers:bad_share_5m",
            "backstop:many_answers:bad_share_30m",
            "backstop:many_answers:bad_share_1h",
            "backstop:many_answers:bad_share_2h",
            "backstop:many_answers:bad_share_6h",
            "backstop:many_answers:bad_share_1d",
            "backstop:many_answers:bad_share_3d");
    assertThat(written.rules().get(0).expression()).isEqualTo("vector(0.01)");
    assertThat(written.rules().get(1).expression())
        .contains("backstop_good_total[5m]", "backstop_all_total[5m]", "or vector(0)");
  }

  @Test
  void shouldAlertOnBothWindowsAndEnoughEvidence() {
    Rule page = written.alerts().get(0);
    Rule ticket = written.alerts().get(1);

    assertThat(page.name()).isEqualTo("BackstopManyAnswersBurnsBudgetFast");
    assertThat(page.labels()).containsEntry("severity", "page");
    assertThat(page.expression().replaceAll("\\s+", " ").strip())
        .isEqualTo(
            "( backstop:many_answers:bad_share_1h > 14.4 * 0.01"
                + " and backstop:many_answers:bad_share_5m > 14.4 * 0.01"
                + " and sum(increase(backstop_all_total[1h])) >= 50 )"
                + " or ( backstop:many_answers:bad_share_6h > 6 * 0.01"
                + " and backstop:many_answers:bad_share_30m > 6 * 0.01"
                + " and sum(increase(backstop_all_total[6h])) >= 50 )");
    assertThat(ticket.labels()).containsEntry("severity", "ticket");
    assertThat(ticket.expression()).contains("3 * 0.01", "_1d", "_2h", "1 * 0.01", "_3d", "_6h");
    assertThat(String.valueOf(ticket.annotations().get("summary"))).contains("\"good\"");
  }
}
