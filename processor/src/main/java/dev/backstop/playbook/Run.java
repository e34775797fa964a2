package dev.backstop.playbook;

import dev.backstop.domain.PolicyRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a playbook. Immutable: what happens later makes another value.
 *
 * @param id the playbook, the domain and when it began
 * @param policy that had the playbook when it began
 * @param cause what set it off, a clause
 * @param actedAt when the first action was asked for; null before
 * @param calmSince since when what set it off is gone; null while it is not
 * @param endedAt null while it goes on
 * @param outcome how it ended, a sentence; null while it goes on
 * @param owner group and task that wrote it
 */
public record Run(
    String id,
    String playbook,
    String domain,
    PolicyRef policy,
    State state,
    String cause,
    Instant openedAt,
    @Nullable Instant actedAt,
    @Nullable Instant calmSince,
    @Nullable Instant endedAt,
    @Nullable String outcome,
    List<Step> steps,
    String owner) {

  /** Where it stands. */
  public enum State {
    /** For an operator's approval. */
    WAITING,
    /** It has acted, and looks whether what set it off goes away. */
    VERIFYING,
    /** It did not in time, or an action failed; it goes on looking. */
    ESCALATED,
    /** It did, and what the run had set was taken back. */
    RESTORED,
    /** It was never approved, went by itself, or the policy no longer has the playbook. */
    ABANDONED,
    /** Its time is over; what it had set has expired. */
    EXPIRED
  }

  public Run {
    steps = List.copyOf(steps);
  }

  public boolean ended() {
    return endedAt != null;
  }

  /** Whether what set it off was gone when it was last looked at. */
  public boolean calm() {
    return calmSince != null;
  }

  /** Whether nobody knows yet what became of something that it has asked for. */
  public boolean awaits() {
    return steps.stream().anyMatch(Step::asked);
  }

  /** Why it was escalated, a clause. */
  String escalatedFor() {
    String why = "it was escalated";
    for (Step step : steps) {
      if (step.what().equals(RunDraft.ESCALATED) && step.evidence() != null) {
        why = step.evidence();
      }
    }
    return why;
  }
}
