package dev.backstop.playbook;

import dev.backstop.control.ActionSwitch;
import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run sets and takes back. What a person has set, or taken back, stands. */
final class RunControls {

  /** By then a control has come to every instance, or was refused. */
  static final Duration IN_FORCE = Duration.ofSeconds(10);

  private final RunDraft draft;
  private final Seen seen;
  private final String actor;

  RunControls(RunDraft draft) {
    this.draft = draft;
    this.seen = draft.seen();
    this.actor = Seen.ACTOR + draft.before().playbook();
  }

  /** Sets a switch, unless somebody else has, or has taken back what the run had set there. */
  void set(Phase phase, Playbook.Action action, Switch set, Instant until) {
    draft.add(asked(phase, action.inWords(), set, until));
  }

  /** Sets what was left to another playbook that no longer wants its own. */
  void setAgain(Playbook playbook, Instant until) {
    draft.revise(
        step -> {
          Switch set = wasLeftToAPlaybook(step) ? switchOf(step, playbook) : null;
          return set == null || seen.standing(set.slot()).isPresent()
              ? step
              : asked(step.phase(), step.what(), set, until);
        });
  }

  /** Looks what has come of what was asked for. */
  void confirm() {
    draft.revise(
        step ->
            !step.asked() || step.control() == null
                ? step
                : step.phase() == Phase.RESTORE ? takenBack(step) : inForce(step));
  }

  /** Takes back what the run has set and nobody has changed since, and what may still come. */
  void restore() {
    for (Step step : draft.steps()) {
      String slot = step.slot();
      if (step.sets() && slot != null) {
        Optional<Control> there = seen.own(slot);
        if (there.filter(step::hasSet).isPresent() || (step.asked() && there.isEmpty())) {
          takeBack(step, slot);
        }
      }
    }
    draft.revise(
        step ->
            step.sets() && step.asked()
                ? step.with(Outcome.FAILED, "the run was over before it was known to be in force")
                : step);
  }

  private Step asked(Phase phase, String what, Switch set, Instant until) {
    String slot = set.slot();
    String against = against(slot);
    if (against != null) {
      return new Step(seen.at(), phase, what, Outcome.LEFT, null, slot, against);
    }
    Control control = control(set, until);
    draft.ask(control);
    return new Step(seen.at(), phase, what, Outcome.ASKED, control.id(), slot, null);
  }

  /** Why the switch must be left as it is; null if nothing is against it. */
  private @Nullable String against(String slot) {
    Optional<Control> other = seen.standing(slot).filter(control -> !control.who().equals(actor));
    if (other.isPresent()) {
      return hasSet(other.get());
    }
    boolean wasInForce =
        draft.steps().stream()
            .anyMatch(step -> step.sets() && step.of(slot) && step.outcome() == Outcome.DONE);
    return wasInForce && seen.own(slot).isEmpty()
        ? "somebody has taken back what the run had set there"
        : null;
  }

  private static boolean wasLeftToAPlaybook(Step step) {
    return step.outcome() == Outcome.LEFT
        && step.evidence() != null
        && step.evidence().startsWith(Seen.ACTOR);
  }

  private static @Nullable Switch switchOf(Step step, Playbook playbook) {
    for (Playbook.Action action : playbook.all()) {
      if (action.inWords().equals(step.what())) {
        return ActionSwitch.of(action);
      }
    }
    return null;
  }

  private Step inForce(Step step) {
    if (seen.own(Objects.requireNonNull(step.slot())).filter(step::hasSet).isPresent()) {
      return step.with(Outcome.DONE, "control " + step.control() + " is in force");
    }
    if (!isOverdue(step)) {
      return step;
    }
    // Two may want the same in the same second: the later one stands, and it is no failure.
    return seen.own(Objects.requireNonNull(step.slot()))
        .filter(there -> !there.who().equals(actor))
        .map(there -> step.with(Outcome.LEFT, hasSet(there)))
        .orElseGet(
            () ->
                step.with(
                    Outcome.FAILED,
                    "control "
                        + step.control()
                        + " did not come into force within "
                        + IN_FORCE.toSeconds()
                        + " s"));
  }

  private static String hasSet(Control control) {
    return control.who() + " has set that " + control.set().inWords();
  }

  private void takeBack(Step set, String slot) {
    Control back = control(new Switch.Normal(slot), null);
    draft.ask(back);
    draft.add(
        new Step(
            seen.at(),
            Phase.RESTORE,
            "no longer: " + set.what(),
            Outcome.ASKED,
            back.id(),
            slot,
            null));
  }

  /** What was never seen in force may only be late. */
  private Step takenBack(Step step) {
    String slot = Objects.requireNonNull(step.slot());
    Optional<Control> there = seen.own(slot);
    boolean stands =
        there.isPresent() && draft.steps().stream().anyMatch(set -> set.hasSet(there.get()));
    boolean mayCome =
        draft.steps().stream()
            .noneMatch(set -> set.sets() && set.of(slot) && set.outcome() == Outcome.DONE);
    if (stands || mayCome) {
      return !isOverdue(step)
          ? step
          : stands
              ? step.with(Outcome.FAILED, "it is still in force; it ends by itself")
              : step.with(Outcome.DONE, "it is not in force");
    }
    return step.with(Outcome.DONE, "it is in force no longer");
  }

  private boolean isOverdue(Step step) {
    return !seen.at().isBefore(step.at().plus(IN_FORCE));
  }

  private Control control(Switch set, @Nullable Instant until) {
    return Control.of(
        draft.before().domain(),
        set,
        actor,
        "run " + draft.before().id() + ": " + draft.before().cause(),
        seen.at(),
        until);
  }
}
