package dev.backstop.verify.check;

import static dev.backstop.verify.check.Given.NOW;
import static dev.backstop.verify.check.Given.POLICY;
import static dev.backstop.verify.check.Given.PRIMARY;
import static dev.backstop.verify.check.Given.SECONDARY;
import static dev.backstop.verify.check.Given.answer;
import static dev.backstop.verify.check.Given.decided;
import static dev.backstop.verify.check.Given.decision;
import static dev.backstop.verify.check.Given.failed;
import static dev.backstop.verify.check.Given.first;
import static dev.backstop.verify.check.Given.model;
import static dev.backstop.verify.check.Given.person;
import static dev.backstop.verify.check.Given.provisional;
import static dev.backstop.verify.check.Given.second;
import static dev.backstop.verify.check.Given.silence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.OnTimeout;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import dev.backstop.verify.plan.Wish;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decisions beside the ladder of their policy: the ways that lead somewhere, and those that do not.
 */
class LadderTest {
  private static final PolicyRef OTHER = new PolicyRef("verify", "1.1.0", "dd".repeat(32));
  private static final double UNSURE = 0.25;

  /** Between the thresholds of the two policies: 0.83. */
  private static final double BETWEEN = 1.6;

  private static final Attempt FIRST = first(UNSURE, Reason.LOW_CONFIDENCE);
  private static final Attempt SECOND = second(UNSURE, Reason.LOW_CONFIDENCE);
  private static final Attempt DECLARED = declared("no");

  static Stream<Arguments> goodWays() {
    return Stream.of(
        Arguments.of("the second model", Wish.NOTHING, decision("it", 5, FIRST, second(3, null))),
        Arguments.of("a person", Wish.NOTHING, person("it", 5, "no", "robot-0")),
        Arguments.of("silence", Wish.NOTHING, silence("it", 5)),
        Arguments.of("provisional", Wish.PROVISIONAL, provisional("it", 5)),
        Arguments.of(
            "provisional where no model answered",
            Wish.PROVISIONAL,
            declared(
                Status.PROVISIONAL,
                Reason.TIMEOUT,
                failed(Reason.TIMEOUT),
                timedOut("secondary", 2),
                DECLARED)),
        Arguments.of(
            "a person who cannot decide",
            Wish.NOTHING,
            declared(
                Status.FINAL,
                Reason.LOW_CONFIDENCE,
                FIRST,
                SECOND,
                human(Reason.LOW_CONFIDENCE),
                DECLARED)),
        Arguments.of(
            "a model without time, and a person without time",
            Wish.NOBODY_LOOKS,
            declared(
                Status.FINAL,
                Reason.BUDGET_EXHAUSTED,
                FIRST,
                skipped("secondary"),
                human(Reason.BUDGET_EXHAUSTED),
                DECLARED)),
        Arguments.of(
            "only the first tier",
            Wish.FIRST_TIER_ONLY,
            rejected("primary", TierKind.MODEL, FIRST)),
        Arguments.of(
            "no review",
            Wish.NO_REVIEW,
            rejected("human", TierKind.HUMAN, FIRST, SECOND, human(Reason.POLICY_FORCED))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodWays")
  void shouldFollowEveryWayThroughTheLadder(String way, Wish wish, Decision decision) {
    assertThat(violations(wish, decision)).as(way).isEmpty();
  }

  static Stream<Arguments> badWays() {
    Attempt silent = human(Reason.REVIEW_TIMEOUT);
    return Stream.of(
        Arguments.of(
            "a label that is not the declared one",
            "says yes of default",
            Wish.NOTHING,
            said("yes", null, "default", TierKind.DEFAULT, true, FIRST, SECOND, silent, DECLARED)),
        Arguments.of(
            "a declared answer that the policy does not declare",
            "its policy declares no",
            Wish.NOTHING,
            said(
                "yes",
                null,
                "default",
                TierKind.DEFAULT,
                true,
                FIRST,
                SECOND,
                silent,
                declared("yes"))),
        Arguments.of(
            "a declared answer with a confidence",
            "with confidence 0.9;",
            Wish.NOTHING,
            said("no", 0.9, "default", TierKind.DEFAULT, true, FIRST, SECOND, silent, DECLARED)),
        Arguments.of(
            "a declared answer under a model's name",
            "says no of primary",
            Wish.NOTHING,
            said("no", null, "primary", TierKind.MODEL, true, FIRST, SECOND, silent, DECLARED)),
        Arguments.of(
            "a declared answer that is not degraded",
            "is not degraded",
            Wish.NOTHING,
            said("no", null, "default", TierKind.DEFAULT, false, FIRST, SECOND, silent, DECLARED)),
        Arguments.of(
            "the surest model's answer, where the policy declares another",
            "no attempt gave",
            Wish.NOTHING,
            said(
                "yes", FIRST.confidence(), "primary", TierKind.MODEL, true, FIRST, SECOND, silent)),
        Arguments.of(
            "a model's answer that is degraded",
            "is degraded",
            Wish.NOTHING,
            said(
                "yes",
                second(3, null).confidence(),
                "secondary",
                TierKind.MODEL,
                true,
                FIRST,
                second(3, null))),
        Arguments.of(
            "another confidence than the model's",
            "with confidence 0.99;",
            Wish.NOTHING,
            said("yes", 0.99, "secondary", TierKind.MODEL, false, FIRST, second(3, null))),
        Arguments.of(
            "another label than the model's",
            "says no of secondary",
            Wish.NOTHING,
            said(
                "no",
                second(3, null).confidence(),
                "secondary",
                TierKind.MODEL,
                false,
                FIRST,
                second(3, null))),
        Arguments.of(
            "a missing first tier",
            "where the ladder has primary",
            Wish.NOTHING,
            decision("it", 5, second(3, null))),
        Arguments.of(
            "a missing model before the person",
            "where the ladder has secondary",
            Wish.NOTHING,
            declared(Status.FINAL, Reason.REVIEW_TIMEOUT, FIRST, silent, DECLARED)),
        Arguments.of(
            "a missing person before the declared answer",
            "where the ladder has human",
            Wish.NOTHING,
            declared(Status.FINAL, Reason.LOW_CONFIDENCE, FIRST, SECOND, DECLARED)),
        Arguments.of(
            "a missing model before the provisional answer",
            "provisional after 1 models",
            Wish.PROVISIONAL,
            decided(
                "it",
                5,
                Status.PROVISIONAL,
                "yes",
                FIRST.confidence(),
                "primary",
                TierKind.MODEL,
                true,
                Reason.LOW_CONFIDENCE,
                List.of(FIRST),
                null)),
        Arguments.of(
            "a provisional label that is not the surest model's",
            "says no of primary",
            Wish.PROVISIONAL,
            decided(
                "it",
                5,
                Status.PROVISIONAL,
                "no",
                FIRST.confidence(),
                "primary",
                TierKind.MODEL,
                true,
                Reason.LOW_CONFIDENCE,
                List.of(FIRST, SECOND),
                null)),
        Arguments.of(
            "a provisional answer that nobody wants",
            "neither request nor policy wants that",
            Wish.NOTHING,
            provisional("it", 5)),
        Arguments.of(
            "a threshold that is another tier's",
            "has the threshold 0.7, and its policy says 0.8",
            Wish.NOTHING,
            decision(
                "it",
                5,
                model("primary", PRIMARY, 0.7, UNSURE, Reason.LOW_CONFIDENCE, 1),
                second(3, null))),
        Arguments.of(
            "a model that is another tier's",
            "and its policy says verify-primary",
            Wish.NOTHING,
            decision(
                "it",
                5,
                model("primary", SECONDARY, 0.8, UNSURE, Reason.LOW_CONFIDENCE, 1),
                second(3, null))),
        Arguments.of(
            "another version of the tier's model",
            "names model verify-primary@2.0.0",
            Wish.NOTHING,
            decision(
                "it",
                5,
                model(
                    "primary",
                    new ModelRef(PRIMARY.name(), "2.0.0", PRIMARY.sha256()),
                    0.8,
                    UNSURE,
                    Reason.LOW_CONFIDENCE,
                    1),
                second(3, null))),
        Arguments.of(
            "another file under the name and version of the tier's model",
            "and its policy says verify-primary",
            Wish.NOTHING,
            decision(
                "it",
                5,
                model(
                    "primary",
                    new ModelRef(PRIMARY.name(), PRIMARY.version(), SECONDARY.sha256()),
                    0.8,
                    UNSURE,
                    Reason.LOW_CONFIDENCE,
                    1),
                second(3, null))),
        Arguments.of(
            "a model that is passed over with no model, for no want of time",
            "names model none",
            Wish.NOTHING,
            decision(
                "it",
                5,
                Attempt.skipped("primary", TierKind.MODEL, Reason.TIMEOUT, "", NOW.plusMillis(1)),
                second(3, null))),
        Arguments.of(
            "another reason than the attempts'",
            "lead to REVIEW_TIMEOUT",
            Wish.NOTHING,
            declared(
                Status.FINAL,
                Reason.TIMEOUT,
                FIRST,
                SECOND,
                human(Reason.REVIEW_TIMEOUT),
                DECLARED)),
        Arguments.of(
            "a rejection that nobody wants",
            "was rejected at primary, where",
            Wish.NOTHING,
            rejected("primary", TierKind.MODEL, FIRST)),
        Arguments.of(
            "a rejection where the policy declares an answer",
            "was rejected at human, where",
            Wish.NOTHING,
            rejected("human", TierKind.HUMAN, FIRST, SECOND, silent)),
        Arguments.of(
            "a rejection at another tier than the last",
            "and stopped at human",
            Wish.NO_REVIEW,
            rejected("primary", TierKind.MODEL, FIRST, SECOND, human(Reason.POLICY_FORCED))),
        Arguments.of(
            "a second model, where only the first tier may answer",
            "only the first tier may answer",
            Wish.FIRST_TIER_ONLY,
            decision("it", 5, FIRST, second(3, null))),
        Arguments.of(
            "a review that is not wanted", "wants no review", Wish.NO_REVIEW, silence("it", 5)),
        Arguments.of(
            "a person's label that was not offered",
            "was not offered",
            Wish.NOTHING,
            person("it", 5, "perhaps", "robot-0")),
        Arguments.of(
            "a person without a name",
            "names no reviewer",
            Wish.NOTHING,
            person("it", 5, "no", null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badWays")
  void shouldSeeEveryStepBesideTheLadder(String way, String what, Wish wish, Decision decision) {
    assertThat(violations(wish, decision))
        .as(way)
        .last()
        .satisfies(one -> assertThat(one.what()).contains(what));
  }

  @Test
  void shouldFollowACaseThatCrossedAChangeOfPolicyOnItsWayToTheSecondModel() {
    // Given: 0.83 was enough for the first policy, and was not for the other, under which it began
    Given given = given(BETWEEN, 3, Wish.NOTHING, crossed());
    given.policies.add(Given.policy(OTHER, 0.85, 0.75, OnTimeout.DEFAULT));

    // When, Then
    assertThat(given.violations(Invariant.LINEAGE_RECOMPUTES)).isEmpty();
  }

  @Test
  void shouldSeeAThresholdOfAPolicyThatWasNeverInForce() {
    Given given = given(BETWEEN, 3, Wish.NOTHING, crossed());

    assertThat(given.violations(Invariant.LINEAGE_RECOMPUTES)).isNotEmpty();
  }

  @Test
  void shouldSeeTheOtherPolicyAfterTheCrossing() {
    Attempt under = model("secondary", SECONDARY, 0.75, 3, null, 2);
    Given given = given(UNSURE, 3, Wish.NOTHING, decision("it", 5, FIRST, under));
    given.policies.add(Given.policy(OTHER, 0.85, 0.75, OnTimeout.DEFAULT));

    assertThat(given.violations(Invariant.LINEAGE_RECOMPUTES)).isNotEmpty();
  }

  @Test
  void shouldSeeADecisionOfTheFirstModelUnderAnotherPolicyThanItNames() {
    Given given =
        given(3, 3, Wish.NOTHING, decision("it", 5, model("primary", PRIMARY, 0.85, 3, null, 1)));
    given.policies.add(Given.policy(OTHER, 0.85, 0.75, OnTimeout.DEFAULT));

    assertThat(given.violations(Invariant.LINEAGE_RECOMPUTES)).isNotEmpty();
  }

  @Test
  void shouldWantTheSurestModelsAnswerWhereThePolicyDoes() {
    Decision best =
        said(
            "yes",
            FIRST.confidence(),
            "primary",
            TierKind.MODEL,
            true,
            FIRST,
            SECOND,
            human(Reason.REVIEW_TIMEOUT));

    assertThat(under(OnTimeout.BEST_ATTEMPT, best)).isEmpty();
    assertThat(under(OnTimeout.BEST_ATTEMPT, silence("it", 5))).isNotEmpty();
  }

  @Test
  void shouldWantARejectionWhereThePolicyDoes() {
    Decision rejected =
        rejected("human", TierKind.HUMAN, FIRST, SECOND, human(Reason.REVIEW_TIMEOUT));

    assertThat(under(OnTimeout.REJECT, rejected)).isEmpty();
    assertThat(under(OnTimeout.REJECT, silence("it", 5))).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"LOW_CONFIDENCE", "TIMEOUT", "BREAKER_OPEN"})
  void shouldSeeAnAnswerThatWasSureAndWasNotTaken(Reason reason) {
    Decision decision = decision("it", 5, first(3, reason), second(3, null));

    assertThat(given(3, 3, Wish.NOTHING, decision).violations(Invariant.LINEAGE_RECOMPUTES))
        .singleElement()
        .satisfies(
            one -> assertThat(one.what()).contains("was sure, and was not taken: " + reason));
  }

  @Test
  void shouldSeeAPolicyThatNeverExisted() {
    Given given = given(UNSURE, 3, Wish.NOTHING, decision("it", 5, FIRST, second(3, null)));
    given.policies.set(0, Given.policy(OTHER, 0.8, 0.7, OnTimeout.DEFAULT));

    assertThat(given.violations(Invariant.LINEAGE_RECOMPUTES))
        .anySatisfy(one -> assertThat(one.what()).contains("never existed"));
  }

  private static Decision crossed() {
    return decision(
        "it",
        5,
        model("primary", PRIMARY, 0.85, BETWEEN, Reason.LOW_CONFIDENCE, 1),
        second(3, null));
  }

  private static List<Violation> under(OnTimeout onTimeout, Decision decision) {
    Given given = new Given();
    given.answers.clear();
    given.policies.set(0, Given.policy(POLICY, 0.8, 0.7, onTimeout));
    add(given, UNSURE, UNSURE, Wish.NOTHING, decision);
    return given.violations(Invariant.LINEAGE_RECOMPUTES);
  }

  /**
   * The request that each of the decisions above was made on: the second model is at times sure.
   */
  private static List<Violation> violations(Wish wish, Decision decision) {
    boolean sure =
        decision.attempts().stream().anyMatch(one -> one.tier().equals("secondary") && one.taken());
    return given(UNSURE, sure ? 3 : UNSURE, wish, decision)
        .violations(Invariant.LINEAGE_RECOMPUTES);
  }

  private static Given given(double x, double y, Wish wish, Decision decision) {
    Given given = new Given();
    add(given, x, y, wish, decision);
    return given;
  }

  private static void add(Given given, double x, double y, Wish wish, Decision decision) {
    given.send(new Planned.Question("it", x, y, Trouble.NONE, Trouble.NONE, wish), 5);
    given.answers.add(answer(3, decision, null));
  }

  private static Decision rejected(String tier, TierKind kind, Attempt... attempts) {
    return decided(
        "it",
        5,
        Status.REJECTED,
        null,
        null,
        tier,
        kind,
        true,
        attempts[attempts.length - 1].reason(),
        List.of(attempts),
        null);
  }

  private static Decision declared(Status status, Reason reason, Attempt... attempts) {
    return decided(
        "it",
        5,
        status,
        "no",
        null,
        "default",
        TierKind.DEFAULT,
        true,
        reason,
        List.of(attempts),
        null);
  }

  /** A final decision whose reason is that of the last attempt that was not taken. */
  private static Decision said(
      String label,
      Double confidence,
      String tier,
      TierKind kind,
      boolean degraded,
      Attempt... attempts) {
    Reason reason = null;
    for (Attempt attempt : attempts) {
      reason = attempt.taken() ? reason : attempt.reason();
    }
    return decided(
        "it",
        5,
        Status.FINAL,
        label,
        confidence,
        tier,
        kind,
        degraded,
        reason,
        List.of(attempts),
        null);
  }

  private static Attempt declared(String label) {
    return Attempt.answered("default", TierKind.DEFAULT, label, NOW.plusSeconds(41));
  }

  private static Attempt human(Reason reason) {
    return Attempt.skipped("human", TierKind.HUMAN, reason, "", NOW.plusSeconds(41));
  }

  private static Attempt skipped(String tier) {
    return Attempt.skipped(tier, TierKind.MODEL, Reason.BUDGET_EXHAUSTED, "", NOW.plusMillis(2));
  }

  private static Attempt timedOut(String tier, long millis) {
    return new Attempt(
        tier,
        TierKind.MODEL,
        SECONDARY,
        null,
        null,
        0.7,
        500_000,
        Reason.TIMEOUT,
        null,
        NOW.plusMillis(millis));
  }
}
