package dev.backstop.playbook;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.playbook.Run.State;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run while one look at it changes it. */
final class RunDraft {

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
    return playbook + '@' + seen.policy().domain() + '-' + TIME.format(seen.at());
  }

  String id() {
    return before.id();
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

  boolean calmFor(Duration span) {
    return calmSince != null && !seen.at().isBefore(calmSince.plus(span));
  }

  /** Whether an action is known not to have been done. */
  boolean failed() {
    return steps.stream().anyMatch(step -> step.outcome() == Outcome.FAILED);
  }

  void act() {
    state = State.VERIFYING;
    actedAt = seen.at();
  }

  void escalate(String why) {
    state = State.ESCALATED;
    note(Phase.ESCALATION, "escalated", Outcome.DONE, why);
  }

  void end(State end, String how) {
    state = end;
    endedAt = seen.at();
    outcome = how;
  }

  void note(Phase phase, String what, Outcome outcome, String evidence) {
    steps.add(new Step(seen.at(), phase, what, outcome, null, null, evidence));
  }

  /** Sets a switch, unless a person has. */
  void set(Phase phase, Playbook.Action action, Switch set, Instant until) {
    Optional<Control> other =
        seen.standing(set.slot()).filter(control -> !control.who().equals(actor()));
    if (other.isPresent()) {
      steps.add(
          new Step(
              seen.at(),
              phase,
              action.inWords(),
              Outcome.LEFT,
              null,
              set.slot(),
              other.get().who() + " has set that " + other.get().set().inWords()));
      return;
    }
    Control control = control(set, until);
    controls.add(control);
    steps.add(
        new Step(
            seen.at(), phase, action.inWords(), Outcome.ASKED, control.id(), set.slot(), null));
  }

  /** Tells somebody; the topic is told by the run itself. */
  void tell(Phase phase, Playbook.Action action, String why) {
    String url = action.url();
    Outcome known = url == null ? Outcome.DONE : Outcome.ASKED;
    String key = before.id() + '/' + steps.size();
    steps.add(
        new Step(seen.at(), phase, action.inWords(), known, null, url == null ? null : key, null));
    if (url != null) {
      notices.add(new Notice(key, url, before, before.cause() + "; " + why));
    }
  }

  /** Looks what has come of what was asked for. */
  void confirm(Duration patience) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.asked()) {
        steps.set(i, step.control() == null ? told(step) : inForce(step, patience));
      }
    }
  }

  /** Takes back what the run has set and nobody has changed since. */
  void restore() {
    for (Step step : List.copyOf(steps)) {
      String slot = step.slot();
      if (step.control() != null && slot != null && step.phase() != Phase.RESTORE) {
        boolean stands =
            seen.standing(slot).filter(control -> control.id().equals(step.control())).isPresent();
        if (stands) {
          Control back = control(new Switch.Normal(slot), null);
          controls.add(back);
          steps.add(
              new Step(
                  seen.at(),
                  Phase.RESTORE,
                  "no longer: " + step.what(),
                  Outcome.DONE,
                  back.id(),
                  slot,
                  null));
        }
      }
    }
  }

  Next next() {
    return next(before.owner());
  }

  Next next(String owner) {
    boolean same =
        steps.equals(before.steps())
            && state == before.state()
            && Objects.equals(calmSince, before.calmSince())
            && Objects.equals(endedAt, before.endedAt());
    Run run =
        same
            ? before
            : new Run(
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
    return new Next(run, controls, notices);
  }

  private Step told(Step step) {
    Boolean taken = seen.told().get(step.slot());
    return taken == null
        ? step
        : taken
            ? step.with(Outcome.DONE, "it was taken")
            : step.with(Outcome.FAILED, "it was not taken");
  }

  private Step inForce(Step step, Duration patience) {
    boolean stands =
        seen.standing(Objects.requireNonNull(step.slot()))
            .filter(control -> control.id().equals(step.control()))
            .isPresent();
    if (stands) {
      return step.with(Outcome.DONE, "control " + step.control() + " is in force");
    }
    return seen.at().isBefore(step.at().plus(patience))
        ? step
        : step.with(
            Outcome.FAILED,
            "control "
                + step.control()
                + " did not come into force within "
                + patience.toSeconds()
                + " s");
  }

  private Control control(Switch set, @Nullable Instant until) {
    return Control.of(
        seen.policy().domain(),
        set,
        actor(),
        "run " + before.id() + ": " + before.cause(),
        seen.at(),
        until);
  }

  private String actor() {
    return Seen.ACTOR + before.playbook();
  }
}
