package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.Memo;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.TierKind;
import dev.backstop.guard.Breakers;
import dev.backstop.guard.CallTimes;
import dev.backstop.judge.Rulings;
import dev.backstop.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverloadTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourcePosition SOURCE = new SourcePosition("requests", 0, 0);
  private static final ModelRef FIRST = new ModelRef("first", "1", "0".repeat(64));

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 10s
      risks:
        - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
        - {risk: high, errorCost: 50, reviewCost: 2, humanError: 0.03}
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms, maxWait: 2s}
        - {tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s, maxWait: 4s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m, maxOpen: 5}
        - {tier: default, kind: default, label: "no"}
      """;

  @Test
  void shouldPassTheFirstTierByForARequestThatHasWaitedLongerThanItsRiskAllows() {
    assertThat(asks(opened("high"), 1_999)).isEqualTo("primary");
    assertThat(asks(opened("high"), 2_000)).isEqualTo("secondary");
    assertThat(asks(opened("low"), 999)).isEqualTo("primary");
    assertThat(asks(opened("low"), 1_000)).isEqualTo("secondary");
    assertThat(asks(opened(null), 1_000)).isEqualTo("secondary");
  }

  @Test
  void shouldSayHowLongItHasWaited() {
    Attempt shed = Ladder.next(opened("low"), ASKED.plusMillis(1_200)).attempts().get(0);

    assertThat(shed.reason()).isEqualTo(Reason.OVERLOAD);
    assertThat(shed.model()).isNull();
    assertThat(shed.detail()).isEqualTo("the request had waited 1200 ms for it, of 2000");
  }

  @Test
  void shouldCountTheWaitForALaterTierFromTheEndOfTheOneBefore() {
    // Given
    Attempt unsure =
        new Attempt(
            "primary",
            TierKind.MODEL,
            FIRST,
            null,
            null,
            0.8,
            1,
            Reason.ERROR,
            null,
            ASKED.plusMillis(3_000));
    Case escalated =
        Case.continued(request("high"), SOURCE, PolicyTexts.policy(POLICY), List.of(unsure));
    // Then
    assertThat(asks(escalated, 6_999)).isEqualTo("secondary");
    assertThat(asks(escalated, 7_000)).isEqualTo("HUMAN");
  }

  @Test
  void shouldNotHoldAWaitForOneTierAgainstTheNext() {
    assertThat(asks(opened("high"), 5_000)).isEqualTo("secondary");
  }

  @Test
  void shouldShedNobodyWhoseAnswerIsThereAlready() {
    assertThat(asks(opened("low").knowing(answer("primary")), 1_900)).isEqualTo("primary");
    assertThat(asks(opened("low").knowing(new Memo.Members(List.of(answer("primary")))), 1_900))
        .isEqualTo("primary");
  }

  @Test
  void shouldShedWhereTheAnswerThatIsThereIsForAnotherTier() {
    assertThat(asks(opened("low").knowing(answer("secondary")), 1_900)).isEqualTo("secondary");
  }

  @Test
  void shouldShedWhereABatchHasNotGotAllAnswersOfAnEnsemble() {
    // Given
    Memo none = new Memo.None(Memo.Use.TIMEOUT);
    Memo failed = new Memo.Members(List.of(none, none));
    Memo half = new Memo.Members(List.of(answer("primary"), none));
    // Then
    assertThat(asks(opened("low").knowing(failed), 1_900)).isEqualTo("secondary");
    assertThat(asks(opened("low").knowing(half), 1_900)).isEqualTo("secondary");
  }

  @Test
  void shouldShedNobodyWhereNothingIsBounded() {
    Policy unbounded = PolicyTexts.policy(POLICY.replace(", maxWait: 2s", ""));

    assertThat(asks(Case.opened(request("low"), SOURCE, unbounded), 9_000)).isEqualTo("primary");
  }

  @Test
  void shouldTurnTheLeastGraveAwayEarlierWhereAControlSaysSoAndNameIt() {
    // Given
    Control shed = shed(0.2);
    // Then
    assertThat(asks(under(shed, "low"), 399)).isEqualTo("primary");
    assertThat(asks(under(shed, "low"), 400)).isEqualTo("secondary");
    assertThat(asks(under(shed, "high"), 1_999)).isEqualTo("primary");
    Attempt passedBy = Ladder.next(under(shed, "low"), ASKED.plusMillis(400)).attempts().get(0);
    assertThat(passedBy.reason()).isEqualTo(Reason.OVERLOAD);
    assertThat(passedBy.control()).isEqualTo(shed.id());
    assertThat(Ladder.next(under(shed, "low"), ASKED.plusMillis(1_000)).attempts().get(0).control())
        .as("the policy would have done so too")
        .isNull();
  }

  @Test
  void shouldNotTurnAnybodyAwayLaterBecauseOfAControl() {
    assertThat(asks(under(shed(0.9), "low"), 999)).isEqualTo("primary");
    assertThat(asks(under(shed(0.9), "low"), 1_000)).isEqualTo("secondary");
  }

  private static Control shed(double from) {
    return Control.of(
        "loans", new Switch.Shed(from), "olga", "a test", ASKED, ASKED.plusSeconds(60));
  }

  private static Case under(Control control, String risk) {
    return opened(risk)
        .under(Controls.NONE.with(control).forDomain("loans"), Rulings.NONE, Breakers.NONE);
  }

  @Test
  void shouldLeaveLessRoomForReviewsOfALowRisk() {
    assertThat(room("high")).isEqualTo(5);
    assertThat(room("low")).isEqualTo(3);
  }

  @Test
  void shouldAskATierThatIsUsuallyQuickThoughItsBudgetDoesNotFit() {
    // Given
    Case on = opened("high", Duration.ofMillis(1_050));
    Instant now = ASKED.plusMillis(1_000);
    // Then: 50 ms are left, and its budget is 100 ms
    assertThat(tier(Ladder.next(on, now))).isEqualTo("HUMAN");
    assertThat(tier(Ladder.next(on, now, usually(49_999)))).isEqualTo("primary");
    assertThat(tier(Ladder.next(on, now, usually(50_000)))).isEqualTo("HUMAN");
    assertThat(Ladder.next(on, now, usually(50_000)).attempts().get(0).reason())
        .isEqualTo(Reason.BUDGET_EXHAUSTED);
    assertThat(tier(Ladder.next(on, on.deadline(), usually(0)))).isEqualTo("decided");
  }

  private static Memo answer(String tier) {
    return new Memo.Answer(tier, FIRST, new Outcome.Failed(Reason.ERROR, ""), 1);
  }

  private static CallTimes usually(long micros) {
    return model -> model.equals("first") ? OptionalLong.of(micros) : OptionalLong.empty();
  }

  private static @Nullable Integer room(String risk) {
    Instant now = ASKED.plusMillis(9_500);
    return ((Step.Review) Ladder.next(opened(risk), now)).room();
  }

  private static String asks(Case on, long afterMillis) {
    return tier(Ladder.next(on, ASKED.plusMillis(afterMillis)));
  }

  private static String tier(Step step) {
    if (step instanceof Step.Ask ask) {
      return ask.tier().name();
    }
    return step instanceof Step.Review ? "HUMAN" : "decided";
  }

  private static Case opened(@Nullable String risk) {
    return Case.opened(request(risk), SOURCE, PolicyTexts.policy(POLICY));
  }

  private static Case opened(String risk, Duration deadline) {
    Request request = request(risk);
    return Case.opened(
        new Request(
            request.requestId(),
            request.domain(),
            null,
            request.features(),
            risk,
            ASKED,
            ASKED.plus(deadline),
            null,
            true,
            List.of(),
            null,
            Map.of()),
        SOURCE,
        PolicyTexts.policy(POLICY));
  }

  private static Request request(@Nullable String risk) {
    return new Request(
        "r",
        "loans",
        null,
        new Features(Map.of()),
        risk,
        ASKED,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }
}
