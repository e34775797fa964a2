package dev.backstop.judge;

import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What one of the two models said of a record.
 *
 * @param model which exactly, or null if it was not there
 * @param label its answer, whatever its confidence; null if it gave none
 * @param failure why it gave none; null exactly if there is a label
 */
public record Answer(
    @Nullable ModelRef model,
    @Nullable String label,
    @Nullable Double confidence,
    @Nullable Reason failure,
    long latencyMicros) {

  public Answer {
    if ((label == null) == (failure == null)) {
      throw new IllegalArgumentException("an answer has a label or a reason why it has none");
    }
  }

  public boolean failed() {
    return label == null;
  }

  boolean is(String other) {
    return other.equals(label);
  }
}
