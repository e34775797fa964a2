package dev.backstop.playbook;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.playbook.Run.State;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * WAITING → VERIFYING → RESTORED, and from VERIFYING to ESCALATED where it is not over in time. A
 * run never takes the place of what a person has set, and takes back what it has set itself.
 */
public final class RunMachine {

  /** By then a control has come to every instance, or was refused. */
  static final Duration IN_FORCE = Duration.ofSeconds(10);

  private final Playbook playbook;
  private final Seen seen;

  private RunMachine(Playbook playbook, Seen seen) {
    this.playbook = playbook;
    this.seen = seen;
  }

  /** Whether what sets the playbook off is there. */
  public static boolean triggers(Playbook playbook, Seen seen) {
    return seen.holds(playbook.trigger());
  }

  /** A run that begins now. */
  public static Next begin(Playbook playbook, Seen seen, String owner) {
    String cause = playbook.trigger().inWords();
    RunDraft draft =
        new RunDraft(
            new Run(
                RunDraft.id(playbook.name(), seen),
                playbook.name(),
                seen.policy().domain(),
                seen.policy().ref(),
                State.WAITING,
                cause,
                seen.at(),
                null,
                null,
                null,
                null,
                List.of(),
                owner),
            seen);
    if (playbook.approval() == null) {
      new RunMachine(playbook, seen).act(draft);
    }
    return draft.next();
  }

  /** What becomes of a run by what is seen now. */
  public static Next next(Run run, Playbook playbook, Seen seen, String owner) {
    RunDraft draft = new RunDraft(run, seen);
    if (!run.ended()) {
      new RunMachine(playbook, seen).go(draft);
    }
    return draft.next(owner);
  }

  /** What becomes of a run whose playbook the policy no longer has. */
  public static Next withdrawn(Run run, Seen seen, String owner) {
    RunDraft draft = new RunDraft(run, seen);
    if (!run.ended()) {
      draft.restore();
      draft.end(State.ABANDONED, "the policy no longer has this playbook");
    }
    return draft.next(owner);
  }

  private void go(RunDraft draft) {
    draft.confirm(IN_FORCE);
    draft.calm(!seen.holds(playbook.trigger()));
    if (draft.state() == State.WAITING) {
      await(draft);
      return;
    }
    if (draft.calmFor(playbook.calm())) {
      draft.restore();
      draft.end(
          State.RESTORED,
          "what set it off has been gone for " + playbook.calm().toSeconds() + " s");
      return;
    }
    if (draft.actedFor(playbook.limit())) {
      draft.end(State.EXPIRED, "its time is over; what it had set has expired");
      return;
    }
    if (draft.state() == State.VERIFYING) {
      if (draft.failed()) {
        escalate(draft, "an action failed");
      } else if (draft.actedFor(playbook.within())) {
        escalate(draft, "it was not over within " + playbook.within().toSeconds() + " s");
      }
    }
  }

  private void await(RunDraft draft) {
    Optional<Control> approved = seen.standing(Switch.ofApproval(draft.id()));
    Duration patience = playbook.approval();
    if (approved.isPresent()) {
      draft.note(
          Phase.APPROVAL,
          "approved by " + approved.get().who(),
          Outcome.DONE,
          approved.get().why());
      act(draft);
    } else if (draft.calmFor(playbook.calm())) {
      draft.end(State.ABANDONED, "what set it off went before anybody approved");
    } else if (patience == null || draft.openFor(patience)) {
      // Who did not approve of the actions has not approved of what follows them.
      for (Playbook.Action action : playbook.escalation()) {
        if (action.kind() == Playbook.Action.Kind.NOTIFY) {
          draft.tell(Phase.ESCALATION, action, "nobody has approved of it");
        }
      }
      draft.end(State.ABANDONED, "nobody has approved of it in time");
    }
  }

  private void act(RunDraft draft) {
    draft.act();
    Instant until = seen.at().plus(playbook.limit());
    for (Playbook.Action action : playbook.actions()) {
      perform(draft, Phase.ACTION, action, until, "it has begun");
    }
  }

  private void escalate(RunDraft draft, String why) {
    draft.escalate(why);
    Instant until = draft.actedAt().plus(playbook.limit());
    for (Playbook.Action action : playbook.escalation()) {
      perform(draft, Phase.ESCALATION, action, until, why);
    }
  }

  private static void perform(
      RunDraft draft, Phase phase, Playbook.Action action, Instant until, String why) {
    Switch set = switchOf(action);
    if (set == null) {
      draft.tell(phase, action, why);
    } else {
      draft.set(phase, action, set, until);
    }
  }

  private static @Nullable Switch switchOf(Playbook.Action action) {
    String tier = action.tier() == null ? "" : action.tier();
    return switch (action.kind()) {
      case STOP -> new Switch.Stop();
      case FORCE -> new Switch.Force(tier);
      case TIER_OFF -> new Switch.Off(tier);
      case AUDIT -> new Switch.AuditRate(action.share() == null ? 0.0 : action.share());
      case NOTIFY -> null;
    };
  }
}
