package dev.backstop.playbook;

import dev.backstop.control.Control;
import dev.backstop.playbook.Run.State;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A run while one look at it changes it. */
final class RunDraft {

  /** What the step is called that says why. */
  static final String ESCALATED = "escalated";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Run before;
  private final Seen seen;
  private final List<Step> steps;
  private final List<Control> controls = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private State state;
  private @Nullable Instant actedAt;
  private @Nullable Instant calmSince;
  private @Nullable Instant endedAt;
  private @Nullable String outcome;

  RunDraft(Run before, Seen seen) {
    this.before = before;
    this.seen = seen;
    this.steps = new ArrayList<>(before.steps());
    this.state = before.state();
    this.actedAt = before.actedAt();
    this.calmSince = before.calmSince();
    this.endedAt = before.endedAt();
    this.outcome = before.outcome();
  }

  /** The run's id: one a second of a playbook and domain. */
  static String id(String playbook, Seen seen) {
    return playbook + '@' + seen.domain() + '-' + TIME.format(seen.at());
  }

  /** The run as it was before this look. */
  Run before() {
    return before;
  }

  Seen seen() {
    return seen;
  }

  State state() {
    return state;
  }

  Instant actedAt() {
    return Objects.requireNonNull(actedAt);
  }

  boolean openFor(Duration span) {
    return !seen.at().isBefore(before.openedAt().plus(span));
  }

  boolean actedFor(Duration span) {
    return actedAt != null && !seen.at().isBefore(actedAt.plus(span));
  }

  /** What set it off is gone, or is not. */
  void calm(boolean gone) {
    if (!gone) {
      calmSince = null;
    } else if (calmSince == null) {
      calmSince = seen.at();
    }
  }

  boolean calm() {
    return calmSince != null;
  }

  boolean calmFor(Duration span) {
    return calmSince != null && !seen.at().isBefore(calmSince.plus(span));
  }

  /** Whether a switch is known not to have been set; that nobody could be told is no such thing. */
  boolean failed() {
    return steps.stream().anyMatch(step -> step.sets() && step.outcome() == Outcome.FAILED);
  }

  void act() {
    state = State.VERIFYING;
    actedAt = seen.at();
  }

  void escalate(String why) {
    state = State.ESCALATED;
    note(Phase.ESCALATION, ESCALATED, Outcome.DONE, why);
  }

  void end(State end, String how) {
    state = end;
    endedAt = seen.at();
    outcome = how;
  }

  void note(Phase phase, String what, Outcome outcome, String evidence) {
    add(new Step(seen.at(), phase, what, outcome, null, null, evidence));
  }

  /** The steps so far; those added later are not in it. */
  List<Step> steps() {
    return List.copyOf(steps);
  }

  void add(Step step) {
    steps.add(step);
  }

  /** Changes each step, at its place. */
  void revise(UnaryOperator<Step> change) {
    steps.replaceAll(change);
  }

  /** Has a control published. */
  void ask(Control control) {
    controls.add(control);
  }

  /** Has something told. */
  void tell(Notice notice) {
    notices.add(notice);
  }

  Next next(String owner) {
    boolean same =
        steps.equals(before.steps())
            && state == before.state()
            && Objects.equals(calmSince, before.calmSince())
            && Objects.equals(endedAt, before.endedAt());
    return new Next(same ? before : changed(owner), controls, notices);
  }

  private Run changed(String owner) {
    return new Run(
        before.id(),
        before.playbook(),
        before.domain(),
        before.policy(),
        state,
        before.cause(),
        before.openedAt(),
        actedAt,
        calmSince,
        endedAt,
        outcome,
        steps,
        owner);
  }
}
