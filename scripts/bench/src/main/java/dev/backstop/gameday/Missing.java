package dev.backstop.gameday;

import dev.backstop.drill.SandboxExercise;

/** What a processor depends on and no mark can take from some records alone. */
enum Missing {
  REGISTRY(SandboxExercise.REGISTRY_UNAVAILABLE, true),
  BROKER(SandboxExercise.BROKER_UNAVAILABLE, false);

  private final SandboxExercise exercise;
  private final boolean goesOn;

  Missing(SandboxExercise exercise, boolean goesOn) {
    this.exercise = exercise;
    this.goesOn = goesOn;
  }

  /** The name of the exercise. */
  String label() {
    return exercise.label();
  }

  /** What should happen, in a sentence. */
  String expected() {
    return exercise.expected();
  }

  /** Whether requests should be decided while it is away. */
  boolean goesOn() {
    return goesOn;
  }
}
