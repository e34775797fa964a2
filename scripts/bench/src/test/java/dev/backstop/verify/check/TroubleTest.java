package dev.backstop.verify.check;

import static dev.backstop.verify.check.Given.NOW;
import static dev.backstop.verify.check.Given.PRIMARY;
import static dev.backstop.verify.check.Given.answer;
import static dev.backstop.verify.check.Given.decision;
import static dev.backstop.verify.check.Given.first;
import static dev.backstop.verify.check.Given.second;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.TierKind;
import dev.backstop.verify.plan.Deadlines;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import dev.backstop.verify.plan.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model was told, beside its attempt: the ends that may be, and those that must not. */
class TroubleTest {
  private static final long BUDGET_MICROS = 250_000;
  private static final Score SCORE = first(3, null).score();
  private static final Instant DEADLINE = NOW.plus(Deadlines.NOBODY_LOOKS);

  /** The first moment at which the first model's budget does not fit any more. */
  private static final Instant TOO_LATE =
      DEADLINE.minus(Duration.ofMillis(250)).plus(Duration.ofMillis(1));

  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      names = {"NONE", "SLOW"})
  void shouldTakeAnAnswerOfAModelThatWasToldNoFailure(Trouble told) {
    assertThat(violations(told, first(3, null))).isEmpty();
    assertThat(violations(told, first(0.25, Reason.LOW_CONFIDENCE))).isEmpty();
    assertThat(violations(told, late(DEADLINE.plusMillis(1)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"THROWS, ERROR", "NAN, INVALID_OUTPUT"})
  void shouldTakeTheFailureThatTheModelWasTold(Trouble told, Reason reason) {
    assertThat(violations(told, unscored(reason, 100))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetAnyModelBeGivenUpOrPassedBy(Trouble told) {
    assertThat(violations(told, unscored(Reason.TIMEOUT, BUDGET_MICROS))).isEmpty();
    assertThat(violations(told, unscored(Reason.BREAKER_OPEN, 3))).isEmpty();
    assertThat(violations(told, unscored(Reason.OVERLOAD, 3))).isEmpty();
    assertThat(violations(told, skipped(TOO_LATE))).isEmpty();
  }

  static Stream<Arguments> wrongEnds() {
    return Stream.of(
        Arguments.of(Trouble.THROWS, "was told THROWS and its attempt says OK", first(3, null)),
        Arguments.of(
            Trouble.NAN,
            "was told NAN and its attempt says LOW_CONFIDENCE",
            first(0.25, Reason.LOW_CONFIDENCE)),
        Arguments.of(
            Trouble.NAN,
            "was told NAN and its attempt says ERROR",
            unscored(Reason.ERROR, BUDGET_MICROS)),
        Arguments.of(
            Trouble.HANGS,
            "was told HANGS and its attempt says BUDGET_EXHAUSTED",
            late(DEADLINE.plusMillis(1))),
        Arguments.of(
            Trouble.SLOW,
            "was told SLOW and its attempt says ERROR",
            unscored(Reason.ERROR, BUDGET_MICROS)),
        Arguments.of(
            Trouble.NONE,
            "was told NONE and its attempt says INVALID_INPUT",
            unscored(Reason.INVALID_INPUT, 0)),
        Arguments.of(
            Trouble.NONE,
            "was told NONE and its attempt says DRIFT_GUARD",
            unscored(Reason.DRIFT_GUARD, 0)),
        Arguments.of(
            Trouble.SLOW,
            "primary:LOW_CONFIDENCE has no score",
            unscored(Reason.LOW_CONFIDENCE, 30_000)),
        Arguments.of(
            Trouble.HANGS,
            "primary:TIMEOUT has a score",
            attempt(PRIMARY, SCORE, BUDGET_MICROS, Reason.TIMEOUT, NOW)),
        Arguments.of(
            Trouble.NONE,
            "primary:BREAKER_OPEN has a score",
            attempt(PRIMARY, SCORE, 3, Reason.BREAKER_OPEN, NOW)),
        Arguments.of(
            Trouble.THROWS,
            "primary:ERROR has a score",
            attempt(PRIMARY, SCORE, 100, Reason.ERROR, NOW)),
        Arguments.of(
            Trouble.HANGS,
            "was given up after 249999 µs of its 250 ms",
            unscored(Reason.TIMEOUT, BUDGET_MICROS - 1)),
        Arguments.of(
            Trouble.NONE,
            "names a model or the time it took",
            attempt(PRIMARY, null, 0, Reason.BUDGET_EXHAUSTED, TOO_LATE)),
        Arguments.of(
            Trouble.NONE,
            "names a model or the time it took",
            attempt(null, null, 9, Reason.BUDGET_EXHAUSTED, TOO_LATE)),
        Arguments.of(
            Trouble.NONE, "when its budget fitted until", skipped(TOO_LATE.minusMillis(1))),
        Arguments.of(Trouble.SLOW, ", in time for", late(DEADLINE)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongEnds")
  void shouldSeeAnEndThatMustNotBe(Trouble told, String what, Attempt attempt) {
    assertThat(violations(told, attempt))
        .singleElement()
        .satisfies(one -> assertThat(one.what()).contains(what))
        .satisfies(one -> assertThat(one.requestId()).isEqualTo("it"));
  }

  @Test
  void shouldTellTheSecondModelByWhatItWasTold() {
    // Given
    Given given = new Given();
    given.send(new Planned.Question("it", 3, 3, Trouble.THROWS, Trouble.NAN, Wish.NOTHING), 5);
    given.answers.add(
        answer(3, decision("it", 5, unscored(Reason.ERROR, 100), second(3, null)), null));

    // When, Then
    assertThat(given.violations(Invariant.BAD_INPUT))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.what())
                    .isEqualTo("tier secondary was told NAN and its attempt says OK"));
  }

  @Test
  void shouldMeasureByThePolicysDeadlineWhereTheRequestHasNone() {
    assertThat(violations(Trouble.NONE, Wish.NOTHING, skipped(TOO_LATE))).isNotEmpty();
    assertThat(violations(Trouble.NONE, Wish.NOTHING, skipped(NOW.plusSeconds(120)))).isEmpty();
  }

  private static List<Violation> violations(Trouble told, Attempt attempt) {
    return violations(told, Wish.NOBODY_LOOKS, attempt);
  }

  private static List<Violation> violations(Trouble told, Wish wish, Attempt attempt) {
    Given given = new Given();
    given.send(new Planned.Question("it", 3, 3, told, Trouble.NONE, wish), 5);
    Attempt declared = Attempt.answered("default", TierKind.DEFAULT, "no", attempt.at());
    given.answers.add(
        answer(
            3,
            attempt.taken() ? decision("it", 5, attempt) : decision("it", 5, attempt, declared),
            null));
    return given.violations(Invariant.BAD_INPUT);
  }

  private static Attempt unscored(Reason reason, long micros) {
    return attempt(PRIMARY, null, micros, reason, NOW.plusMillis(1));
  }

  private static Attempt late(Instant at) {
    return attempt(PRIMARY, SCORE, 30_000, Reason.BUDGET_EXHAUSTED, at);
  }

  private static Attempt skipped(Instant at) {
    return Attempt.skipped("primary", TierKind.MODEL, Reason.BUDGET_EXHAUSTED, "", at);
  }

  private static Attempt attempt(
      ModelRef model, Score score, long micros, Reason reason, Instant at) {
    String label = score == null ? null : score.label();
    return new Attempt(
        "primary", TierKind.MODEL, model, score, label, 0.8, micros, reason, null, at);
  }
}
