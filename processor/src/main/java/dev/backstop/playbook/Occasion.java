package dev.backstop.playbook;

import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Playbook.Action;
import java.util.List;

/** When a run tells somebody. At each of them each of its notices is told once. */
enum Occasion {
  /** It waits for an approval. */
  WAITING(Phase.APPROVAL),
  /** It has begun. */
  ACTION(Phase.ACTION),
  /** It was not over in time, or an action failed. */
  ESCALATION(Phase.ESCALATION),
  /** It has ended, and what set it off is still there. */
  END(Phase.ESCALATION);

  private final Phase phase;

  Occasion(Phase phase) {
    this.phase = phase;
  }

  Phase phase() {
    return phase;
  }

  /** What the playbook does then; of END its notices alone count. */
  List<Action> actions(Playbook playbook) {
    return switch (this) {
      case WAITING, ACTION -> playbook.actions();
      case ESCALATION -> playbook.escalation();
      case END ->
          playbook.escalation().stream().anyMatch(Action::tells)
              ? playbook.escalation()
              : playbook.actions();
    };
  }

  /** What is to be told, a clause. */
  String inWords(Run run) {
    return switch (this) {
      case WAITING ->
          "it waits for somebody to approve of it: backstop playbook approve "
              + run.id()
              + " --who NAME --why TEXT";
      case ACTION -> "it has begun";
      case ESCALATION -> run.escalatedFor();
      case END -> run.outcome() == null ? "it has ended" : run.outcome();
    };
  }
}
