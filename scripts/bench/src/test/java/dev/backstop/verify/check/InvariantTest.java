package dev.backstop.verify.check;

import static dev.backstop.verify.check.Given.NOW;
import static dev.backstop.verify.check.Given.answer;
import static dev.backstop.verify.check.Given.at;
import static dev.backstop.verify.check.Given.decision;
import static dev.backstop.verify.check.Given.failed;
import static dev.backstop.verify.check.Given.first;
import static dev.backstop.verify.check.Given.letter;
import static dev.backstop.verify.check.Given.note;
import static dev.backstop.verify.check.Given.provisional;
import static dev.backstop.verify.check.Given.question;
import static dev.backstop.verify.check.Given.second;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.End;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Seen;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.plan.Defect;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import dev.backstop.verify.plan.Wish;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each invariant on a history that keeps it, and on histories that break it in one place. */
class InvariantTest {

  @ParameterizedTest
  @EnumSource
  void shouldHoldWhereAllIsWell(Invariant invariant) {
    assertThat(new Given().violations(invariant)).isEmpty();
  }

  @Test
  void shouldTakeAnUnknownSendAsNeitherLostNorPhantom() {
    // Given
    Given given = new Given();
    given.sent.add(new Sent(question("gone", 3, 3), Fate.UNKNOWN, null));
    given.sent.add(new Sent(question("there", 3, 3), Fate.UNKNOWN, null));
    given.requests.add(new RequestRead(at("requests", 5), "there", "sha"));
    given.answers.add(answer(3, decision("there", 5, first(3, null)), null));

    // When
    Map<Invariant, List<Violation>> judged = Invariant.judge(new Facts(given.history()));

    // Then
    assertThat(judged.values()).allMatch(List::isEmpty);
  }

  @Test
  void shouldSeeALostRequest() {
    Given.broken(Invariant.COMPLETE, given -> given.answers.remove(0), "sure");
  }

  @Test
  void shouldSeeARequestThatTheBrokerLost() {
    Given.broken(Invariant.COMPLETE, given -> given.requests.remove(0), "sure");
  }

  @Test
  void shouldSeeASecondTerminalDecision() {
    Given.broken(
        Invariant.ONCE,
        given -> given.answers.add(answer(3, decision("sure", 0, first(3, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAProvisionalDecisionThatNothingSupersedes() {
    Given.broken(
        Invariant.ONCE,
        given -> given.answers.add(0, answer(0, provisional("asked", 1), null)),
        "asked");
  }

  @Test
  void shouldSeeADecisionOnARequestThatNobodySent() {
    Given.broken(
        Invariant.NO_PHANTOM,
        given -> given.answers.add(answer(3, decision("ghost", 9, first(3, null)), null)),
        "ghost");
  }

  @Test
  void shouldSeeARequestWhoseSendFailed() {
    Given.broken(
        Invariant.NO_PHANTOM,
        given -> {
          given.sent.add(new Sent(question("failed", 3, 3), Fate.FAILED, null));
          given.requests.add(new RequestRead(at("requests", 5), "failed", "sha"));
        },
        "failed");
  }

  @Test
  void shouldSeeADuplicateThatWasNone() {
    Given.broken(
        Invariant.NO_PHANTOM,
        given ->
            given.notes.add(note(2, AuditEvent.Kind.DUPLICATE_REQUEST, "asked", at("requests", 1))),
        "asked");
  }

  @Test
  void shouldSeeAMissingHeader() {
    Given.broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> given.answers.set(0, answer(0, decision("sure", 0, first(3, null)), "no header")),
        "sure");
  }

  @Test
  void shouldSeeASourceThatIsAnotherRequest() {
    Given.broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> given.answers.set(0, answer(0, decision("sure", 1, first(3, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAScoreThatTheModelDoesNotGive() {
    Given.broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> given.answers.set(0, answer(0, decision("sure", 0, first(2.5, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAnAnswerTakenBelowItsThreshold() {
    Given.broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> {
          given.send(question("weak", 0.25, 3), 5);
          given.answers.add(answer(3, decision("weak", 5, first(0.25, null)), null));
        },
        "weak");
  }

  @Test
  void shouldSeeABreakerInTheWayThatHadNotOpened() {
    Given.broken(Invariant.LINEAGE_RECOMPUTES, InvariantTest::passBy, "passed");
  }

  @Test
  void shouldSeeNoFaultInABreakerThatHadOpened() {
    Given given = new Given();
    passBy(given);
    given.notes.add(
        note(9, AuditEvent.Kind.BREAKER_MOVED, null, at("health", 0), NOW.minusSeconds(1)));

    assertThat(given.violations(Invariant.LINEAGE_RECOMPUTES)).isEmpty();
  }

  private static void passBy(Given given) {
    Attempt skipped =
        Attempt.skipped("primary", TierKind.MODEL, Reason.BREAKER_OPEN, "it is OPEN", NOW);
    given.send(question("passed", 3, 3), 5);
    given.answers.add(answer(3, decision("passed", 5, skipped, second(3, null)), null));
  }

  @Test
  void shouldSeeARecordThatVanished() {
    Given.broken(Invariant.READERS_AGREE, given -> given.later.remove(1), null);
  }

  @Test
  void shouldSeeARecordThatTheLiveReaderMissed() {
    Given.broken(
        Invariant.READERS_AGREE, given -> given.later.add(new Seen(at("decisions", 3), 3)), null);
  }

  @Test
  void shouldSeeARecordThatChanged() {
    Given.broken(
        Invariant.READERS_AGREE,
        given -> given.later.set(1, new Seen(at("decisions", 1), 99)),
        null);
  }

  @Test
  void shouldSeeAnOpenTransaction() {
    Given.broken(
        Invariant.ENDS_MEET,
        given -> given.ends.add(new End("v.decisions", 1, 6, 9, 5, -1, false)),
        null);
  }

  @Test
  void shouldSeeARecordThatNobodyRead() {
    Given.broken(
        Invariant.ENDS_MEET,
        given -> given.ends.add(new End("v.requests", 1, 9, 9, 8, 8, true)),
        null);
  }

  @Test
  void shouldSeeMetersThatDoNotBalance() {
    Given.broken(
        Invariant.METERS_BALANCE,
        given -> given.balance = new Balance(true, 10, 7, 1, 1, 0, 10),
        null);
  }

  @Test
  void shouldSeeADuplicateThatNobodyNoted() {
    Given.broken(Invariant.METERS_BALANCE, given -> given.notes.remove(1), "sure");
  }

  @Test
  void shouldSeeARunThatDoesNotSettle() {
    Given.broken(Invariant.SETTLES, given -> given.settleSeconds = Double.NaN, null);
  }

  @Test
  void shouldSeeABadRecordThatVanished() {
    Given.broken(Invariant.BAD_INPUT, given -> given.letters.clear(), "bad");
  }

  @Test
  void shouldSeeADeadLetterWithAnotherCause() {
    Given.broken(
        Invariant.BAD_INPUT,
        given -> {
          given.send(new Planned.Bad("big", Defect.OVERSIZED), 5);
          given.letters.add(letter(1, DeadLetter.Cause.UNDECODABLE, 5));
        },
        "big");
  }

  @Test
  void shouldSeeAModelThatFailedUntold() {
    Given.broken(
        Invariant.BAD_INPUT,
        given ->
            given.answers.set(
                0, answer(0, decision("sure", 0, failed(Reason.ERROR), first(3, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAHungModelWhoseAnswerWasTaken() {
    Given.broken(
        Invariant.BAD_INPUT,
        given -> {
          given.send(
              new Planned.Question("hung", 3, 3, Trouble.HANGS, Trouble.NONE, Wish.NOTHING), 5);
          given.answers.add(answer(3, decision("hung", 5, first(3, null)), null));
        },
        "hung");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secondary", "reviews"})
  void shouldSeeAGoodRequestThatDiedOnALaterHop(String topic) {
    Given.broken(
        Invariant.BAD_INPUT, given -> given.letters.add(letter(1, at(topic, 7), "sure")), "sure");
  }

  @Test
  void shouldSeeADeathOnALaterHopThatNamesNoRequest() {
    Given.broken(
        Invariant.BAD_INPUT, given -> given.letters.add(letter(1, at("secondary", 7), null)), null);
  }

  @Test
  void shouldNotTakeADeathOnALaterHopForAnAnswer() {
    Given.broken(
        Invariant.COMPLETE,
        given -> {
          given.answers.remove(0);
          given.letters.add(letter(1, at("secondary", 7), "sure"));
        },
        "sure");
  }

  @Test
  void shouldSeeARequestThatWasDecidedAndDiedOnALaterHop() {
    Given.broken(
        Invariant.ONCE, given -> given.letters.add(letter(1, at("secondary", 7), "sure")), "sure");
  }

  @Test
  void shouldSeeARequestThatWasDecidedAndWhoseCopyIsADeadLetter() {
    Given.broken(
        Invariant.ONCE, given -> given.letters.add(letter(1, at("requests", 3), null)), "sure");
  }

  @Test
  void shouldNotBlameARequestForARecordThatWasSentBadUnderItsId() {
    Given given = new Given();
    given.send(new Planned.Bad("sure", Defect.GARBAGE), 5);
    given.letters.add(letter(1, DeadLetter.Cause.UNDECODABLE, 5));

    for (Invariant invariant :
        List.of(Invariant.ONCE, Invariant.BAD_INPUT, Invariant.COMPLETE, Invariant.NO_PHANTOM)) {
      assertThat(given.violations(invariant)).as(invariant.title()).isEmpty();
    }
  }

  @Test
  void shouldExpectALetterOfABadRecordWhoseFateIsUnknown() {
    Given.broken(
        Invariant.BAD_INPUT,
        given -> {
          given.sent.add(new Sent(new Planned.Bad("odd", Defect.GARBAGE), Fate.UNKNOWN, null));
          given.requests.add(new RequestRead(at("requests", 5), "odd", "sha"));
        },
        "odd");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"ERROR", "INVALID_OUTPUT"})
  void shouldSeeASlowModelThatFailed(Reason reason) {
    Given.broken(
        Invariant.BAD_INPUT,
        given -> {
          given.send(
              new Planned.Question("slow", 3, 3, Trouble.SLOW, Trouble.NONE, Wish.NOTHING), 5);
          given.answers.add(answer(3, decision("slow", 5, failed(reason), second(3, null)), null));
        },
        "slow");
  }

  @Test
  void shouldSeeMetersOverNothing() {
    Given.broken(
        Invariant.METERS_BALANCE,
        given -> given.balance = new Balance(true, 0, 0, 0, 0, 0, 0),
        null);
  }

  @Test
  void shouldNotJudgeMetersOfARunWithoutAPhaseForThem() {
    Given given = new Given();
    given.balance = null;

    assertThat(given.violations(Invariant.METERS_BALANCE)).isEmpty();
  }
}
