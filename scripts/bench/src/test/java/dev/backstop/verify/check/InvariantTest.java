package dev.backstop.verify.check;

import static dev.backstop.verify.check.Given.NOW;
import static dev.backstop.verify.check.Given.answer;
import static dev.backstop.verify.check.Given.at;
import static dev.backstop.verify.check.Given.decision;
import static dev.backstop.verify.check.Given.failed;
import static dev.backstop.verify.check.Given.first;
import static dev.backstop.verify.check.Given.letter;
import static dev.backstop.verify.check.Given.note;
import static dev.backstop.verify.check.Given.person;
import static dev.backstop.verify.check.Given.provisional;
import static dev.backstop.verify.check.Given.question;
import static dev.backstop.verify.check.Given.second;
import static dev.backstop.verify.check.Given.task;
import static dev.backstop.verify.check.Given.unasked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.decision.AuditCoin;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Audit;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.End;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.Label;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Seen;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.history.Task;
import dev.backstop.verify.history.VerdictRead;
import dev.backstop.verify.history.VerdictSent;
import dev.backstop.verify.plan.Defect;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import dev.backstop.verify.plan.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
  void shouldLetAQuestionStandBesideADecision() {
    assertThat(Invariant.judge(new Facts(audited().history())).values()).allMatch(List::isEmpty);
  }

  @Test
  void shouldSeeACoinThatFellOtherwise() {
    Given given = audited();
    given.answers.set(0, answer(0, decision("sure", 0, first(3, null)), null));
    assertThat(given.violations(Invariant.AUDIT_PANEL))
        .anySatisfy(violation -> assertThat(violation.toString()).contains("the coin falls"));
  }

  @Test
  void shouldSeeARequestThatWasDrawnAndNotAskedAbout() {
    Given given = audited();
    given.tasks.removeIf(Task::beside);
    assertThat(given.violations(Invariant.AUDIT_PANEL))
        .anySatisfy(violation -> assertThat(violation.toString()).contains("0 questions"));
  }

  @Test
  void shouldSeeAQuestionWithTwoLabels() {
    Given given = audited();
    given.labels.add(given.labels.get(0));
    assertThat(given.violations(Invariant.AUDIT_PANEL))
        .anySatisfy(violation -> assertThat(violation.toString()).contains("2 labels"));
  }

  @Test
  void shouldSeeAVerdictOnAQuestionThatCameToNothing() {
    Given given = audited();
    given.labels.clear();
    assertThat(given.violations(Invariant.AUDIT_PANEL))
        .anySatisfy(violation -> assertThat(violation.toString()).contains("0 consequences"));
  }

  /** A history under a policy whose panel takes every request. */
  private static Given audited() {
    Given given = new Given();
    Audit audit = new Audit(1, "salt", 1, Duration.ofHours(1));
    AuditCoin coin = new AuditCoin();
    given.policies.replaceAll(policy -> policy.with(audit));
    given.answers.replaceAll(
        answer ->
            new Answer(
                answer.at(),
                answer.decision().with(coin.toss(audit, answer.requestId())),
                answer.headerFlaws()));
    String taskId = ReviewTask.idOf("sure", at("requests", 0), true);
    given.tasks.add(
        new Task(
            at("reviews", 9),
            taskId,
            "sure",
            at("requests", 0),
            NOW.plusSeconds(3600).toEpochMilli(),
            true));
    given.verdicts.add(new VerdictRead(at("verdicts", 9), taskId, "sure", "no", "robot-0", false));
    given.verdictsSent.add(
        new VerdictSent("sure", "no", "robot-0", Fate.ACKNOWLEDGED, at("verdicts", 9)));
    given.labels.add(new Label(at("feedback", 0), taskId, "sure", "no", "robot-0"));
    return given;
  }

  @Test
  void shouldSeeALostRequest() {
    broken(Invariant.COMPLETE, given -> given.answers.remove(0), "sure");
  }

  @Test
  void shouldSeeARequestThatTheBrokerLost() {
    broken(Invariant.COMPLETE, given -> given.requests.remove(0), "sure");
  }

  @Test
  void shouldSeeAReviewThatNobodyClosed() {
    broken(Invariant.COMPLETE, given -> given.answers.remove(2), "silent");
  }

  @Test
  void shouldSeeASecondTerminalDecision() {
    broken(
        Invariant.ONCE,
        given -> given.answers.add(answer(3, decision("sure", 0, first(3, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAProvisionalDecisionThatNothingSupersedes() {
    broken(
        Invariant.ONCE,
        given -> given.answers.add(0, answer(0, provisional("asked", 1), null)),
        "asked");
  }

  @Test
  void shouldSeeADecisionOnARequestThatNobodySent() {
    broken(
        Invariant.NO_PHANTOM,
        given -> given.answers.add(answer(3, decision("ghost", 9, first(3, null)), null)),
        "ghost");
  }

  @Test
  void shouldSeeARequestWhoseSendFailed() {
    broken(
        Invariant.NO_PHANTOM,
        given -> {
          given.sent.add(new Sent(question("failed", 3, 3), Fate.FAILED, null));
          given.requests.add(new RequestRead(at("requests", 5), "failed", "sha"));
        },
        "failed");
  }

  @Test
  void shouldSeeADuplicateThatWasNone() {
    broken(
        Invariant.NO_PHANTOM,
        given ->
            given.notes.add(note(2, AuditEvent.Kind.DUPLICATE_REQUEST, "asked", at("requests", 1))),
        "asked");
  }

  @Test
  void shouldSeeAMissingHeader() {
    broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> given.answers.set(0, answer(0, decision("sure", 0, first(3, null)), "no header")),
        "sure");
  }

  @Test
  void shouldSeeASourceThatIsAnotherRequest() {
    broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> given.answers.set(0, answer(0, decision("sure", 1, first(3, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAScoreThatTheModelDoesNotGive() {
    broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> given.answers.set(0, answer(0, decision("sure", 0, first(2.5, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAnAnswerTakenBelowItsThreshold() {
    broken(
        Invariant.LINEAGE_RECOMPUTES,
        given -> {
          given.send(question("weak", 0.25, 3), 5);
          given.answers.add(answer(3, decision("weak", 5, first(0.25, null)), null));
        },
        "weak");
  }

  @Test
  void shouldSeeABreakerInTheWayThatHadNotOpened() {
    broken(Invariant.LINEAGE_RECOMPUTES, InvariantTest::passBy, "passed");
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
  void shouldSeeALostVerdict() {
    broken(Invariant.VERDICTS_COUNTED, given -> given.notes.remove(0), "silent");
  }

  @Test
  void shouldSeeAVerdictThatCountedTwice() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.add(note(2, AuditEvent.Kind.DUPLICATE_VERDICT, "asked", at("verdicts", 0))),
        "asked");
  }

  @Test
  void shouldSeeAVerdictThatWasAcknowledgedAndIsNowhere() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.verdictsSent.add(
                new VerdictSent("asked", "no", "robot-1", Fate.ACKNOWLEDGED, null)),
        "asked");
  }

  @Test
  void shouldSeeAReviewerWhoSaidNothingOfTheKind() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given -> given.answers.set(1, answer(1, person("asked", 1, "no", "robot-0"), null)),
        "asked");
  }

  @Test
  void shouldSeeASecondTask() {
    broken(Invariant.ONE_OPEN_TASK, given -> given.tasks.add(task("asked", 2, 1)), "asked");
  }

  @Test
  void shouldSeeAReviewThatWasClosedTwice() {
    broken(
        Invariant.ONE_OPEN_TASK,
        given -> given.answers.add(answer(3, person("asked", 1, "yes", "robot-0"), null)),
        "asked");
  }

  @Test
  void shouldSeeAPersonWhoWasAskedWithoutATask() {
    broken(Invariant.ONE_OPEN_TASK, given -> given.tasks.remove(1), "silent");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"POLICY_FORCED", "BUDGET_EXHAUSTED"})
  void shouldSeeATaskOfAPersonWhoIsSaidNotToHaveBeenAsked(Reason reason) {
    broken(
        Invariant.ONE_OPEN_TASK,
        given -> given.answers.set(2, answer(2, unasked("silent", 2, reason), null)),
        "silent");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"POLICY_FORCED", "BUDGET_EXHAUSTED"})
  void shouldWantNoTaskWhereNobodyWasAsked(Reason reason) {
    Given given = new Given();
    given.tasks.remove(1);
    given.answers.set(2, answer(2, unasked("silent", 2, reason), null));

    assertThat(given.violations(Invariant.ONE_OPEN_TASK)).isEmpty();
  }

  @Test
  void shouldSeeARecordThatVanished() {
    broken(Invariant.READERS_AGREE, given -> given.later.remove(1), null);
  }

  @Test
  void shouldSeeARecordThatTheLiveReaderMissed() {
    broken(
        Invariant.READERS_AGREE, given -> given.later.add(new Seen(at("decisions", 3), 3)), null);
  }

  @Test
  void shouldSeeARecordThatChanged() {
    broken(
        Invariant.READERS_AGREE,
        given -> given.later.set(1, new Seen(at("decisions", 1), 99)),
        null);
  }

  @Test
  void shouldSeeAnOpenTransaction() {
    broken(
        Invariant.ENDS_MEET,
        given -> given.ends.add(new End("v.decisions", 1, 6, 9, 5, -1, false)),
        null);
  }

  @Test
  void shouldSeeARecordThatNobodyRead() {
    broken(
        Invariant.ENDS_MEET,
        given -> given.ends.add(new End("v.requests", 1, 9, 9, 8, 8, true)),
        null);
  }

  @Test
  void shouldSeeMetersThatDoNotBalance() {
    broken(
        Invariant.METERS_BALANCE,
        given -> given.balance = new Balance(true, 10, 7, 1, 1, 0, 10),
        null);
  }

  @Test
  void shouldSeeADuplicateThatNobodyNoted() {
    broken(Invariant.METERS_BALANCE, given -> given.notes.remove(1), "sure");
  }

  @Test
  void shouldSeeARunThatDoesNotSettle() {
    broken(Invariant.SETTLES, given -> given.settleSeconds = Double.NaN, null);
  }

  @Test
  void shouldSeeABadRecordThatVanished() {
    broken(Invariant.BAD_INPUT, given -> given.letters.clear(), "bad");
  }

  @Test
  void shouldSeeADeadLetterWithAnotherCause() {
    broken(
        Invariant.BAD_INPUT,
        given -> {
          given.send(new Planned.Bad("big", Defect.OVERSIZED), 5);
          given.letters.add(letter(1, DeadLetter.Cause.UNDECODABLE, 5));
        },
        "big");
  }

  @Test
  void shouldSeeAModelThatFailedUntold() {
    broken(
        Invariant.BAD_INPUT,
        given ->
            given.answers.set(
                0, answer(0, decision("sure", 0, failed(Reason.ERROR), first(3, null)), null)),
        "sure");
  }

  @Test
  void shouldSeeAHungModelWhoseAnswerWasTaken() {
    broken(
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
    broken(
        Invariant.BAD_INPUT, given -> given.letters.add(letter(1, at(topic, 7), "sure")), "sure");
  }

  @Test
  void shouldSeeADeathOnALaterHopThatNamesNoRequest() {
    broken(
        Invariant.BAD_INPUT, given -> given.letters.add(letter(1, at("secondary", 7), null)), null);
  }

  @Test
  void shouldNotTakeADeathOnALaterHopForAnAnswer() {
    broken(
        Invariant.COMPLETE,
        given -> {
          given.answers.remove(0);
          given.letters.add(letter(1, at("secondary", 7), "sure"));
        },
        "sure");
  }

  @Test
  void shouldSeeARequestThatWasDecidedAndDiedOnALaterHop() {
    broken(
        Invariant.ONCE, given -> given.letters.add(letter(1, at("secondary", 7), "sure")), "sure");
  }

  @Test
  void shouldSeeARequestThatWasDecidedAndWhoseCopyIsADeadLetter() {
    broken(Invariant.ONCE, given -> given.letters.add(letter(1, at("requests", 3), null)), "sure");
  }

  @Test
  void shouldTakeTheLetterOfARefusedVerdictForNoSecondEnd() {
    Given given = new Given();
    given.letters.add(letter(1, DeadLetter.Cause.REFUSED_VERDICT, at("verdicts", 0), "asked"));

    assertThat(given.violations(Invariant.ONCE)).isEmpty();
    assertThat(given.violations(Invariant.BAD_INPUT)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = DeadLetter.Cause.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = "REFUSED_VERDICT")
  void shouldSeeAVerdictThatDiedOfAnythingButARefusal(DeadLetter.Cause cause) {
    broken(
        Invariant.BAD_INPUT,
        given -> given.letters.add(letter(1, cause, at("verdicts", 0), "asked")),
        "asked");
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
    broken(
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
    broken(
        Invariant.BAD_INPUT,
        given -> {
          given.send(
              new Planned.Question("slow", 3, 3, Trouble.SLOW, Trouble.NONE, Wish.NOTHING), 5);
          given.answers.add(answer(3, decision("slow", 5, failed(reason), second(3, null)), null));
        },
        "slow");
  }

  @Test
  void shouldSeeAVerdictNotedAsLateBeforeTheTimeWasUp() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.set(
                0,
                note(
                    0,
                    AuditEvent.Kind.LATE_VERDICT,
                    "silent",
                    at("verdicts", 1),
                    NOW.plusMillis(39_999))),
        "silent");
  }

  @Test
  void shouldSeeAVerdictNotedAsLateOnAReviewThatAnotherClosed() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given -> {
          given.verdict("asked", "no", "robot-1", 2);
          given.notes.add(note(2, AuditEvent.Kind.LATE_VERDICT, "asked", at("verdicts", 2)));
        },
        "asked");
  }

  @Test
  void shouldSeeAVerdictNotedAsSecondOnAReviewThatNoneClosed() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.set(
                0, note(0, AuditEvent.Kind.DUPLICATE_VERDICT, "silent", at("verdicts", 1))),
        "silent");
  }

  @Test
  void shouldSeeANoteOnAVerdictOfAnotherRequest() {
    broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.set(0, note(0, AuditEvent.Kind.LATE_VERDICT, "silent", at("verdicts", 0))),
        "silent");
  }

  @Test
  void shouldSeeMetersOverNothing() {
    broken(
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

  private static void broken(Invariant invariant, Consumer<Given> how, String requestId) {
    // Given
    Given given = new Given();
    how.accept(given);

    // When
    List<Violation> violations = given.violations(invariant);

    // Then
    assertThat(violations).isNotEmpty();
    assertThat(violations.get(0).requestId()).isEqualTo(requestId);
    assertThat(violations.get(0).place()).isNotBlank();
  }
}
