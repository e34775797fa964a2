package dev.backstop.simulation;

import org.jspecify.annotations.Nullable;

/** Answers held against what is true. */
final class Tally {

  private int right;
  private int known;

  /** Counts an answer, where there is one and the truth is known. */
  void add(@Nullable String label, @Nullable String truth) {
    if (label != null && truth != null) {
      known++;
      right += label.equals(truth) ? 1 : 0;
    }
  }

  int right() {
    return right;
  }

  int known() {
    return known;
  }
}
