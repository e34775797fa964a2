package dev.backstop.playbook;

import dev.backstop.playbook.Step.Outcome;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Playbook.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells, and what became of it. A notice is told at a look after the one that wrote its
 * step, so that none is told of a run that never was; and again by the next process where nobody
 * knows what became of it.
 */
final class RunNotices {

  /** By then a notice was taken, or was tried for the last time. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RunDraft draft;
  private final Seen seen;
  private final @Nullable Playbook playbook;

  /**
   * Those of one run.
   *
   * @param playbook as it is now; null if the policy no longer has it
   */
  RunNotices(RunDraft draft, @Nullable Playbook playbook) {
    this.draft = draft;
    this.seen = draft.seen();
    this.playbook = playbook;
  }

  /** Tells all who are to be told then, and does nothing else. */
  void tell(Occasion occasion) {
    List<Action> actions = playbook == null ? List.of() : occasion.actions(playbook);
    for (int i = 0; i < actions.size(); i++) {
      if (actions.get(i).tells()) {
        tell(occasion, i, actions.get(i));
      }
    }
  }

  /**
   * Tells somebody; the topic is told by the run itself.
   *
   * @param place of the action among those of the occasion
   */
  void tell(Occasion occasion, int place, Action action) {
    boolean posts = action.url() != null;
    draft.add(
        new Step(
            seen.at(),
            occasion.phase(),
            action.inWords(),
            posts ? Outcome.ASKED : Outcome.DONE,
            null,
            posts ? key(occasion, place) : null,
            null));
  }

  /** Looks what became of what was told, and tells what has not been. */
  void confirm() {
    draft.revise(step -> step.asked() && step.control() == null ? told(step) : step);
  }

  private Step told(Step step) {
    String key = String.valueOf(step.slot());
    Boolean taken = seen.post().taken().get(key);
    if (taken != null) {
      return taken
          ? step.with(Outcome.DONE, "it was taken")
          : step.with(Outcome.FAILED, "it was not taken");
    }
    Instant handedOver = seen.post().handedOver().get(key);
    if (handedOver != null) {
      return seen.at().isBefore(handedOver.plus(PATIENCE))
          ? step
          : step.with(Outcome.FAILED, "nobody knows what became of it");
    }
    Notice notice = notice(key, step);
    if (notice == null) {
      return step.with(Outcome.FAILED, "the policy no longer says where to tell it");
    }
    draft.tell(notice);
    return step;
  }

  private @Nullable Notice notice(String key, Step step) {
    if (playbook == null) {
      return null;
    }
    for (Occasion occasion : Occasion.values()) {
      List<Action> actions = occasion.actions(playbook);
      for (int i = 0; i < actions.size(); i++) {
        String url = actions.get(i).url();
        if (url != null
            && key.equals(key(occasion, i))
            && actions.get(i).inWords().equals(step.what())) {
          Run run = draft.before();
          return new Notice(key, url, run, run.cause() + "; " + occasion.inWords(run));
        }
      }
    }
    return null;
  }

  private String key(Occasion occasion, int place) {
    return draft.before().id() + '/' + occasion + '-' + place;
  }
}
