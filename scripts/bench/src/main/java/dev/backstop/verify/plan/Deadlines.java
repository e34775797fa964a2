package dev.backstop.verify.plan;

import java.time.Duration;

/** How long requests may take, where they say so themselves. */
public final class Deadlines {

  /** Long enough for both models, and too short for the robots, which wait until it has passed. */
  public static final Duration NOBODY_LOOKS = Duration.ofSeconds(7);

  private Deadlines() {}
}
