package dev.backstop.domain;

/**
 * Where a decision stands. Every request ends in exactly one decision that is {@link #isTerminal()
 * terminal}.
 */
public enum Status {
  FINAL,
  PROVISIONAL,
  REJECTED;

  public boolean isTerminal() {
    return this != PROVISIONAL;
  }
}
