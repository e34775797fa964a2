package dev.backstop.gameday;

import dev.backstop.verify.plan.Trouble;

/** How the primary model dies, for every request that asks it. */
enum Death {
  THROWS(
      "primary-dies-throwing",
      Trouble.THROWS,
      0,
      "Its calls fail at once: the next tier answers, the breaker opens on both instances, and the model returns on evidence."),
  HANGS(
      "primary-dies-hanging",
      Trouble.HANGS,
      1,
      "Its calls are given up after the budget: the next tier answers in time, the breaker opens on both instances, and the model returns on evidence.");

  private final String label;
  private final Trouble trouble;
  private final int victim;
  private final String expected;

  Death(String label, Trouble trouble, int victim, String expected) {
    this.label = label;
    this.trouble = trouble;
    this.victim = victim;
    this.expected = expected;
  }

  /** The name of the exercise. */
  String label() {
    return label;
  }

  /** What the model is told to do. */
  Trouble trouble() {
    return trouble;
  }

  /** What should happen, in a sentence. */
  String expected() {
    return expected;
  }

  /** Which of the two instances is killed while the breaker is open: another one each time. */
  int victim() {
    return victim;
  }
}
