package dev.backstop.drill;

import dev.backstop.domain.Decision;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one record of a drill, by the clock of the one who sent it.
 *
 * @param deadline by when it was to be decided
 * @param decision that ended it, or null if none came
 * @param seenAt when that was read, or null
 * @param refusal why it became a dead letter, or null
 */
public record Seen(
    Instant sentAt,
    Instant deadline,
    @Nullable Decision decision,
    @Nullable Instant seenAt,
    @Nullable String refusal) {

  /** A record of which nothing has been heard yet. */
  public static Seen sent(Instant at, Instant deadline) {
    return new Seen(at, deadline, null, null, null);
  }

  /** With the decision that ended it. */
  public Seen decided(Decision terminal, Instant at) {
    return new Seen(sentAt, deadline, terminal, at, refusal);
  }

  /** As a dead letter. */
  public Seen refused(String why) {
    return new Seen(sentAt, deadline, decision, seenAt, why);
  }

  /** Whether nothing more will come. */
  public boolean ended() {
    return decision != null || refusal != null;
  }

  /** How long it took to be answered; null if it was not. */
  @Nullable Duration took() {
    return seenAt == null ? null : Duration.between(sentAt, seenAt);
  }
}
