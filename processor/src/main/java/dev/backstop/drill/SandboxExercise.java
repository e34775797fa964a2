package dev.backstop.drill;

import java.util.Locale;

/**
 * What can be rehearsed on a sandbox alone, because no mark makes it happen to some records only:
 * by {@code scripts/gameday}.
 */
public enum SandboxExercise {
  REGISTRY_UNAVAILABLE(
      "The schema registry is stopped.",
      "Schemas are known already: requests are decided meanwhile."),
  BROKER_UNAVAILABLE(
      "The broker does not answer.",
      "Requests wait with their senders; the processor goes on by itself when the broker is back."),
  PRIMARY_DIES_THROWING(
      "The primary throws for every real request; an instance is killed meanwhile.",
      "The next tier answers in time; the breaker opens on all instances and stays so; the model returns on evidence."),
  PRIMARY_DIES_HANGING(
      "The primary hangs for every real request; an instance is killed meanwhile.",
      "Calls are given up; the next tier answers in time; the breaker opens on all instances and stays so; the model returns on evidence.");

  private final String wrong;
  private final String expected;

  SandboxExercise(String wrong, String expected) {
    this.wrong = wrong;
    this.expected = expected;
  }

  /** Its name as people type it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What goes wrong, in a sentence. */
  public String wrong() {
    return wrong;
  }

  /** What should happen, in a sentence. */
  public String expected() {
    return expected;
  }
}
