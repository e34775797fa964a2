package dev.backstop.verify.check;

import static dev.backstop.verify.check.Given.NOW;
import static dev.backstop.verify.check.Given.answer;
import static dev.backstop.verify.check.Given.at;
import static dev.backstop.verify.check.Given.decision;
import static dev.backstop.verify.check.Given.first;
import static dev.backstop.verify.check.Given.letter;
import static dev.backstop.verify.check.Given.note;
import static dev.backstop.verify.check.Given.person;
import static dev.backstop.verify.check.Given.task;
import static dev.backstop.verify.check.Given.unasked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.decision.AuditCoin;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.policy.Audit;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.Label;
import dev.backstop.verify.history.Task;
import dev.backstop.verify.history.VerdictRead;
import dev.backstop.verify.history.VerdictSent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The invariants of what people are asked and say, on histories that break one in one place. */
class ReviewInvariantTest {

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
  void shouldSeeAReviewThatNobodyClosed() {
    Given.broken(Invariant.COMPLETE, given -> given.answers.remove(2), "silent");
  }

  @Test
  void shouldSeeALostVerdict() {
    Given.broken(Invariant.VERDICTS_COUNTED, given -> given.notes.remove(0), "silent");
  }

  @Test
  void shouldSeeAVerdictThatCountedTwice() {
    Given.broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.add(note(2, AuditEvent.Kind.DUPLICATE_VERDICT, "asked", at("verdicts", 0))),
        "asked");
  }

  @Test
  void shouldSeeAVerdictThatWasAcknowledgedAndIsNowhere() {
    Given.broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.verdictsSent.add(
                new VerdictSent("asked", "no", "robot-1", Fate.ACKNOWLEDGED, null)),
        "asked");
  }

  @Test
  void shouldSeeAReviewerWhoSaidNothingOfTheKind() {
    Given.broken(
        Invariant.VERDICTS_COUNTED,
        given -> given.answers.set(1, answer(1, person("asked", 1, "no", "robot-0"), null)),
        "asked");
  }

  @Test
  void shouldSeeASecondTask() {
    Given.broken(Invariant.ONE_OPEN_TASK, given -> given.tasks.add(task("asked", 2, 1)), "asked");
  }

  @Test
  void shouldSeeAReviewThatWasClosedTwice() {
    Given.broken(
        Invariant.ONE_OPEN_TASK,
        given -> given.answers.add(answer(3, person("asked", 1, "yes", "robot-0"), null)),
        "asked");
  }

  @Test
  void shouldSeeAPersonWhoWasAskedWithoutATask() {
    Given.broken(Invariant.ONE_OPEN_TASK, given -> given.tasks.remove(1), "silent");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"POLICY_FORCED", "BUDGET_EXHAUSTED"})
  void shouldSeeATaskOfAPersonWhoIsSaidNotToHaveBeenAsked(Reason reason) {
    Given.broken(
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
    Given.broken(
        Invariant.BAD_INPUT,
        given -> given.letters.add(letter(1, cause, at("verdicts", 0), "asked")),
        "asked");
  }

  @Test
  void shouldSeeAVerdictNotedAsLateBeforeTheTimeWasUp() {
    Given.broken(
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
    Given.broken(
        Invariant.VERDICTS_COUNTED,
        given -> {
          given.verdict("asked", "no", "robot-1", 2);
          given.notes.add(note(2, AuditEvent.Kind.LATE_VERDICT, "asked", at("verdicts", 2)));
        },
        "asked");
  }

  @Test
  void shouldSeeAVerdictNotedAsSecondOnAReviewThatNoneClosed() {
    Given.broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.set(
                0, note(0, AuditEvent.Kind.DUPLICATE_VERDICT, "silent", at("verdicts", 1))),
        "silent");
  }

  @Test
  void shouldSeeANoteOnAVerdictOfAnotherRequest() {
    Given.broken(
        Invariant.VERDICTS_COUNTED,
        given ->
            given.notes.set(0, note(0, AuditEvent.Kind.LATE_VERDICT, "silent", at("verdicts", 0))),
        "silent");
  }
}
