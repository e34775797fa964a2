package dev.backstop.gameday;

import dev.backstop.drill.SandboxExercise;
import dev.backstop.verify.plan.Trouble;

/** How the primary model dies, for every request that asks it. */
enum Death {
  THROWS(SandboxExercise.PRIMARY_DIES_THROWING, Trouble.THROWS, 0),
  HANGS(SandboxExercise.PRIMARY_DIES_HANGING, Trouble.HANGS, 1);

  private final SandboxExercise exercise;
  private final Trouble trouble;
  private final int victim;

  Death(SandboxExercise exercise, Trouble trouble, int victim) {
    this.exercise = exercise;
    this.trouble = trouble;
    this.victim = victim;
  }

  /** The name of the exercise. */
  String label() {
    return exercise.label();
  }

  /** What should happen, in a sentence. */
  String expected() {
    return exercise.expected();
  }

  /** What the model is told to do. */
  Trouble trouble() {
    return trouble;
  }

  /** Which of the two instances is killed while the breaker is open: another one each time. */
  int victim() {
    return victim;
  }
}
