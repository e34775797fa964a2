package dev.backstop.playbook;

import dev.backstop.control.ActionSwitch;
import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.playbook.Run.State;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * WAITING → VERIFYING → RESTORED, and from VERIFYING to ESCALATED where it is not over in time. A
 * run never takes the place of what a person has set, and takes back what it has set itself: when
 * it is over, or when its playbook no longer says so. One that has ended is looked at until it is
 * known what came of all that it has asked for.
 */
public final class RunMachine {

  private final Playbook playbook;
  private final RunDraft draft;
  private final RunControls controls;
  private final RunNotices notices;

  private RunMachine(Playbook playbook, RunDraft draft) {
    this.playbook = playbook;
    this.draft = draft;
    this.controls = new RunControls(draft);
    this.notices = new RunNotices(draft, playbook);
  }

  /** Whether what sets the playbook off is there. */
  public static boolean triggers(Policy policy, Playbook playbook, Seen seen) {
    return seen.triggers(policy, playbook);
  }

  /** A run that begins now. */
  public static Next begin(Policy policy, Playbook playbook, Seen seen, String owner) {
    Run run =
        new Run(
            RunDraft.id(playbook.name(), seen),
            playbook.name(),
            policy.domain(),
            policy.ref(),
            State.WAITING,
            playbook.trigger().inWords(),
            seen.at(),
            null,
            null,
            null,
            null,
            List.of(),
            owner);
    RunDraft draft = new RunDraft(run, seen);
    RunMachine machine = new RunMachine(playbook, draft);
    if (playbook.approval() == null) {
      machine.act();
    } else {
      machine.notices.tell(Occasion.WAITING);
    }
    return draft.next(owner);
  }

  /** What becomes of a run by what is seen now. */
  public static Next next(Run run, Policy policy, Playbook playbook, Seen seen, String owner) {
    RunDraft draft = confirmed(run, playbook, seen);
    if (!run.ended()) {
      draft.calm(!seen.triggers(policy, playbook));
      new RunMachine(playbook, draft).go(policy);
    }
    return draft.next(owner);
  }

  /**
   * What becomes of a run that has ended and made room for another.
   *
   * @param playbook null if the policy no longer has it
   */
  public static Next settle(Run run, @Nullable Playbook playbook, Seen seen, String owner) {
    return confirmed(run, playbook, seen).next(owner);
  }

  /**
   * What becomes of a run that nothing asks for any more.
   *
   * @param why a clause
   */
  public static Next withdrawn(Run run, String why, Seen seen, String owner) {
    RunDraft draft = confirmed(run, null, seen);
    if (!run.ended()) {
      new RunControls(draft).withdraw();
      draft.end(State.ABANDONED, why);
    }
    return draft.next(owner);
  }

  private static RunDraft confirmed(Run run, @Nullable Playbook playbook, Seen seen) {
    RunDraft draft = new RunDraft(run, seen);
    new RunControls(draft).confirm();
    new RunNotices(draft, playbook).confirm();
    return draft;
  }

  private void go(Policy policy) {
    if (draft.state() == State.WAITING) {
      await();
    } else if (draft.calmFor(playbook.calm()) && missing(policy).isEmpty()) {
      draft.note(
          Phase.VERIFICATION, "it is over", Outcome.DONE, draft.seen().evidence(policy, playbook));
      controls.restore();
      draft.end(
          State.RESTORED,
          "what set it off has been gone for " + playbook.calm().toSeconds() + " s");
    } else if (draft.actedFor(playbook.limit())) {
      expire(missing(policy));
    } else {
      controls.setAgain(wanted(), until());
      if (draft.state() == State.VERIFYING) {
        verify(policy);
      }
      controls.release(wanted(), until());
    }
  }

  /** What the playbook, as it is now, would have set by now. */
  private List<Playbook.Action> wanted() {
    return draft.state() == State.ESCALATED ? playbook.all() : playbook.actions();
  }

  private void await() {
    Optional<Control> approved =
        draft
            .seen()
            .standing(Switch.ofApproval(draft.before().id()))
            .filter(control -> !control.ofPlaybook());
    Duration patience = playbook.approval();
    if (approved.isPresent()) {
      draft.note(
          Phase.APPROVAL,
          "approved by " + approved.get().who(),
          Outcome.DONE,
          approved.get().why());
      act();
    } else if (draft.calmFor(playbook.calm())) {
      draft.end(State.ABANDONED, "what set it off went before anybody approved");
    } else if (patience == null || draft.openFor(patience)) {
      // Who did not approve of the actions has not approved of what follows them.
      notices.tell(Occasion.END);
      draft.end(State.ABANDONED, "nobody has approved of it in time");
    }
  }

  private void expire(List<String> missing) {
    if (draft.calm() && missing.isEmpty()) {
      draft.end(State.EXPIRED, "its time is over; what it had set has expired");
    } else {
      notices.tell(Occasion.END);
      draft.end(
          State.EXPIRED,
          "its time is over, and "
              + (draft.calm() ? unproven(missing) : "what set it off is still there")
              + "; what it had set has expired");
    }
  }

  private void verify(Policy policy) {
    if (draft.failed()) {
      escalate("an action failed");
    } else if (draft.actedFor(playbook.within())) {
      List<String> missing = draft.calm() ? missing(policy) : List.of();
      escalate(
          "it was not over within "
              + playbook.within().toSeconds()
              + " s"
              + (missing.isEmpty() ? "" : ": " + unproven(missing)));
    }
  }

  private List<String> missing(Policy policy) {
    return Proving.missing(policy, playbook, draft.seen(), draft.before().openedAt());
  }

  private static String unproven(List<String> missing) {
    return "what set it off is gone, and proof is missing: " + String.join(", and ", missing);
  }

  private void act() {
    draft.act();
    perform(Occasion.ACTION);
  }

  private void escalate(String why) {
    draft.escalate(why);
    perform(Occasion.ESCALATION);
  }

  private void perform(Occasion occasion) {
    List<Playbook.Action> actions = occasion.actions(playbook);
    for (int i = 0; i < actions.size(); i++) {
      Switch set = ActionSwitch.of(actions.get(i));
      if (set == null) {
        notices.tell(occasion, i, actions.get(i));
      } else {
        controls.set(occasion.phase(), actions.get(i), set, until());
      }
    }
  }

  private Instant until() {
    return draft.actedAt().plus(playbook.limit());
  }
}
