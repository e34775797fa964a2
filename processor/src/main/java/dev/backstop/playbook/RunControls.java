package dev.backstop.playbook;

import dev.backstop.control.ActionSwitch;
import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run sets and takes back. What a person has set, or taken back, stands; what the playbook
 * no longer says does not.
 */
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
  void setAgain(List<Playbook.Action> wanted, Instant until) {
    draft.revise(
        step -> {
          Switch set = wasLeftToAPlaybook(step) ? switchOf(step, wanted) : null;
          return set == null || seen.standing(set.slot()).isPresent()
              ? step
              : asked(step.phase(), step.what(), set, until);
        });
  }

  /**
   * Takes back what a later version of the playbook no longer says. Where that says the same switch
   * otherwise, it is set so instead, in one record: nobody is without it in between.
   *
   * @param wanted by the playbook as it is now
   */
  void release(List<Playbook.Action> wanted, Instant until) {
    standing()
        .forEach(
            (slot, step) -> {
              if (switchOf(step, wanted) == null) {
                release(step, slot, actionOf(slot, wanted), until);
              }
            });
  }

  private void release(Step step, String slot, Playbook.@Nullable Action instead, Instant until) {
    draft.revise(
        one ->
            one.equals(step) && one.asked()
                ? one.with(Outcome.LEFT, "the playbook no longer says so")
                : one);
    Switch set = instead == null ? null : ActionSwitch.of(instead);
    // What cannot be seen somebody may have taken back already.
    if (instead == null || set == null || seen.own(slot).isEmpty()) {
      takeBack(step, slot);
    } else {
      set(step.phase(), instead, set, until);
    }
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
    over();
  }

  /** Takes all of it back: there is no playbook any more that says any of it. */
  void withdraw() {
    standing().forEach((slot, step) -> takeBack(step, slot));
    over();
  }

  private void over() {
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
    boolean wasInForce = false;
    for (Step step : draft.steps()) {
      if (step.of(slot) && step.phase() == Phase.RESTORE) {
        wasInForce = false;
      } else if (step.of(slot) && step.sets() && step.outcome() == Outcome.DONE) {
        wasInForce = true;
      }
    }
    return wasInForce && seen.own(slot).isEmpty()
        ? "somebody has taken back what the run had set there"
        : null;
  }

  private static boolean wasLeftToAPlaybook(Step step) {
    return step.outcome() == Outcome.LEFT
        && step.evidence() != null
        && step.evidence().startsWith(Seen.ACTOR);
  }

  private static @Nullable Switch switchOf(Step step, List<Playbook.Action> wanted) {
    for (Playbook.Action action : wanted) {
      if (action.inWords().equals(step.what())) {
        return ActionSwitch.of(action);
      }
    }
    return null;
  }

  /** The last that is wanted of a switch; null if none is. */
  private static Playbook.@Nullable Action actionOf(String slot, List<Playbook.Action> wanted) {
    Playbook.Action found = null;
    for (Playbook.Action action : wanted) {
      Switch set = ActionSwitch.of(action);
      found = set != null && set.slot().equals(slot) ? action : found;
    }
    return found;
  }

  /**
   * By slot, the last step that set it, if that may be in force somewhere and is nobody else's. An
   * instance that has begun under a new version withholds what others still go by: that a switch is
   * not seen here proves nothing.
   */
  private Map<String, Step> standing() {
    Map<String, Step> newest = new LinkedHashMap<>();
    for (Step step : draft.steps()) {
      if (step.control() != null && step.slot() != null) {
        newest.put(step.slot(), step);
      }
    }
    newest.values().removeIf(step -> !step.sets() || !mayStand(step));
    return newest;
  }

  private boolean mayStand(Step step) {
    Optional<Control> there = seen.own(Objects.requireNonNull(step.slot()));
    return there.isEmpty()
        ? step.asked() || step.outcome() == Outcome.DONE
        : draft.steps().stream().anyMatch(set -> set.hasSet(there.get()));
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
    // What was set after it is none of its concern.
    List<Step> before = draft.steps().subList(0, draft.steps().indexOf(step));
    boolean stands = there.isPresent() && before.stream().anyMatch(set -> set.hasSet(there.get()));
    boolean mayCome =
        before.stream()
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
