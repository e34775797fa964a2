package dev.backstop.simulation;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a simulation makes of the audit panel. */
class PanelSimulationTest {

  private static final String POLICY = Past.POLICY;

  private final Map<String, String> labels = new HashMap<>();

  /** Half of the surer requests and all of the others are drawn: the former stand for two each. */
  @Test
  void shouldWeighWhatTheAuditPanelSaysByItsPropensity() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(onPanel(Past.answered("right", .9, .1, "yes"), .5, "yes"));
    simulation.add(onPanel(Past.answered("wrong", .5, .8, "yes"), 1, "no"));
    simulation.add(onPanel(Past.answered("silence", .9, .1, "yes"), .5, null));
    simulation.add(onPanel(Past.answered("asked anyway", .1, .1, "yes"), .5, "yes"));
    simulation.add(drawn(Past.answered("open", .9, .1, "yes"), .5));
    simulation.add(Past.answered("not drawn", .9, .1, "yes"));
    Report report = simulation.report();
    // Then: 2 of 2 + 1 + 2; silence counts as wrong, and a person is not held against the person
    Report.Audited then = report.before().audited();
    assertThat(List.of(then.right(), then.unanswered(), then.of(), then.open()))
        .containsExactly(1, 1, 3, 1);
    assertThat(then.share()).isEqualTo(.4);
    assertThat(report.after().audited()).isEqualTo(report.before().audited());
    assertThat(report.panel().open()).isEqualTo(1);
    assertThat(report.before().known()).isZero();
  }

  @Test
  void shouldTellOpenQuestionsThatAreHeldAgainstAnAnswerOnNeitherSide() {
    // Given
    Simulation simulation =
        simulation(
            POLICY
                .replace("threshold: 0.8", "threshold: 0.6")
                .replace("threshold: 0.7", "threshold: 0.8"));
    // When: a person would be asked now, a model would answer, and a person on both sides
    simulation.add(drawn(Past.answered("then", .1, .75, "yes"), .5));
    simulation.add(drawn(Past.unanswered("now", .65, .1), .5));
    simulation.add(drawn(Past.unanswered("neither", .1, .1), .5));
    Report report = simulation.report();
    // Then
    assertThat(report.before().audited().open()).isEqualTo(1);
    assertThat(report.after().audited().open()).isEqualTo(1);
    assertThat(report.panel().open()).isEqualTo(3);
    assertThat(report.panel().unheld()).isEqualTo(1);
  }

  @Test
  void shouldBoundTheShareByExactBoundsWhereEveryQuestionIsAnswered() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 10; i++) {
      simulation.add(onPanel(Past.answered("r-" + i, .9, .1, "yes"), .5, i < 9 ? "yes" : "no"));
    }
    // Then: Clopper and Pearson's for 9 of 10
    assertThat(simulation.report().before().audited().bounds())
        .satisfies(
            bounds -> {
              assertThat(bounds.least()).isCloseTo(.5550, within(.0001));
              assertThat(bounds.most()).isCloseTo(.9975, within(.0001));
            });
  }

  @Test
  void shouldTakeOpenQuestionsAtTheirWorstAndAtTheirBestForTheBounds() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 8; i++) {
      simulation.add(onPanel(Past.answered("r-" + i, .9, .1, "yes"), .5, "yes"));
    }
    simulation.add(drawn(Past.answered("open", .9, .1, "yes"), .5));
    simulation.add(drawn(Past.answered("open too", .9, .1, "yes"), .5));
    Report.Audited now = simulation.report().after().audited();
    // Then: those for 8 and for 10 of 10
    assertThat(now.share()).isEqualTo(1);
    assertThat(now.open()).isEqualTo(2);
    assertThat(now.bounds().least()).isCloseTo(.4439, within(.0001));
    assertThat(now.bounds().most()).isEqualTo(1);
  }

  @Test
  void shouldTakeAnOpenQuestionForTheBoundsByTheLabelThatIsGiven() {
    // Given
    labels.put("known", "no");
    Simulation simulation = simulation(POLICY);
    for (int i = 0; i < 8; i++) {
      simulation.add(onPanel(Past.answered("r-" + i, .9, .1, "yes"), .5, "yes"));
    }
    // When
    simulation.add(drawn(Past.answered("known", .9, .1, "yes"), .5));
    simulation.add(drawn(Past.answered("open", .9, .1, "yes"), .5));
    Report.Audited now = simulation.report().after().audited();
    // Then: those for 8 and for 9 of 10; the sample stays that of the answered ones
    assertThat(now.share()).isEqualTo(1);
    assertThat(now.open()).isEqualTo(2);
    assertThat(now.bounds().least()).isCloseTo(.4439, within(.0001));
    assertThat(now.bounds().most()).isCloseTo(.9975, within(.0001));
  }

  @Test
  void shouldBoundNothingBetweenAllAndNoneWhereNobodyHasAnsweredYet() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(drawn(Past.answered("open", .9, .1, "yes"), .5));
    Report.Audited now = simulation.report().after().audited();
    // Then
    assertThat(now.share()).isNull();
    assertThat(now.bounds()).isEqualTo(new Report.Bounds(0, 1));
  }

  @Test
  void shouldTakeASampleOfSeveralRatesForOneThatTellsAsMuch() {
    // Given: nine that stand for one each, and one that stands for ten
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 9; i++) {
      simulation.add(onPanel(Past.answered("r-" + i, .9, .1, "yes"), 1, "yes"));
    }
    simulation.add(onPanel(Past.answered("rare", .9, .1, "yes"), .1, "yes"));
    // Then: 19 * 19 / 109 = 3.3 at one rate
    assertThat(simulation.report().after().audited().bounds().least())
        .isCloseTo(Math.pow(.025, 1 / 3.0), within(.0001));
  }

  @Test
  void shouldTakeALabelThatIsGivenBeforeWhatThePanelSays() {
    // Given
    labels.put("r", "no");
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(onPanel(Past.answered("r", .9, .1, "yes"), .5, "yes"));
    Report.Side now = simulation.report().after();
    // Then
    assertThat(now.audited().of()).isEqualTo(1);
    assertThat(now.audited().share()).isZero();
    assertThat(now.known()).isEqualTo(1);
    assertThat(now.right()).isZero();
  }

  /** What people answered is on the panel too, and a model may answer it now. */
  @Test
  void shouldHoldAModelsAnswerAgainstAPersonOfThePanelWhoDecided() {
    // Given
    Simulation simulation = simulation(POLICY.replace("threshold: 0.7", "threshold: 0.55"));
    // When
    simulation.add(drawn(Past.answered("reviewed", .5, .6, "no"), .5));
    Report report = simulation.report();
    // Then
    assertThat(report.before().audited().of()).isZero();
    assertThat(report.after().audited().of()).isEqualTo(1);
    assertThat(report.after().audited().share()).isZero();
    assertThat(report.panel().open()).isZero();
  }

  @Test
  void shouldCountThePanelsQuestionsBesideDecisions() {
    // Given: everything is drawn now
    Simulation simulation =
        simulation(POLICY + "audit: {rate: 1, salt: s, epoch: 1, horizon: 1d}\n");
    // When
    simulation.add(Past.answered("not drawn then", .9, .1, "yes"));
    simulation.add(drawn(Past.answered("drawn", .9, .1, "yes"), .5));
    simulation.add(drawn(Past.answered("asked anyway", .1, .1, "yes"), .5));
    Report report = simulation.report();
    // Then
    assertThat(report.before().panelQuestions()).isEqualTo(1);
    assertThat(report.after().panelQuestions()).isEqualTo(2);
    assertThat(report.after().answers()).isEqualTo(1);
  }

  @Test
  void shouldSayThatAnOperatorsRateWasInEffect() {
    // Given
    Simulation one = simulation(POLICY + "# another\n");
    Simulation several = simulation(POLICY + "# another\n");
    Simulation own = simulation(POLICY);
    // When
    one.add(drawn(Past.answered("r", .9, .1, "yes"), .5));
    several.add(drawn(Past.answered("r", .9, .1, "yes"), .5));
    several.add(Past.answered("s", .9, .1, "yes"));
    own.add(drawn(Past.answered("r", .9, .1, "yes"), .5));
    // Then: one version has one rate, and that of the candidate is known
    assertThat(one.report().panel().byOperator()).isFalse();
    assertThat(several.report().panel().byOperator()).isTrue();
    assertThat(own.report().panel().byOperator()).isTrue();
  }

  /** The same, on the audit panel, whose question nobody has answered. */
  private static Answered drawn(Answered answered, double propensity) {
    return new Answered(
        answered.request(),
        answered.decision().with(new AuditDraw("s", 1, propensity, AuditDraw.Half.CERTIFICATION)));
  }

  /** The same with the question's end; null: it stayed unresolved. */
  private static Answered onPanel(Answered answered, double propensity, @Nullable String label) {
    Answered drawn = drawn(answered, propensity);
    Decision decision = drawn.decision();
    return new Answered(
        drawn.request(),
        decision,
        new LabelledExample(
            "t",
            decision.requestId(),
            "d",
            LabelledExample.Origin.AUDIT,
            decision.decisionId(),
            decision.label(),
            label,
            label == null ? Reason.REVIEW_TIMEOUT : null,
            LabelledExample.Compared.NOTHING,
            propensity,
            decision.audit(),
            "reviewer",
            decision.policy(),
            null,
            decision.source(),
            new Features(Map.of()),
            List.of(),
            Past.NOW));
  }

  private Simulation simulation(String document) {
    return new Simulation(policy(document), labels);
  }
}
