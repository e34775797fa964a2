package dev.backstop.domain;

import org.jspecify.annotations.Nullable;

/**
 * What one model of an ensemble said, or why it said nothing.
 *
 * @param name of the model, as the policy has it
 * @param model which exactly, or null if it was not there
 */
public record Member(String name, @Nullable ModelRef model, Outcome outcome, long latencyMicros) {

  public boolean answered() {
    return outcome instanceof Outcome.Scored;
  }

  /** Its answer, or null if it gave none. */
  public @Nullable Score score() {
    return outcome instanceof Outcome.Scored scored ? scored.score() : null;
  }

  /** Why it gave no answer, or null if it did. */
  public @Nullable Reason reason() {
    return outcome instanceof Outcome.Failed failed ? failed.reason() : null;
  }

  /** What went wrong, in words, or null. */
  public @Nullable String detail() {
    return outcome instanceof Outcome.Failed failed ? failed.detail() : null;
  }

  /** {@code name@version#sha8}, or the name alone where the model was not there. */
  public String toLineage() {
    return model == null ? name : model.toLineage();
  }
}
