package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** That all instances act on one truth: soon, and without a request that is worse off for it. */
final class OneTruth {

  /**
   * How soon, from when it was written. A machine that is slow, or busy with other tests, is given
   * more by {@code -Dbackstop.it.within.ms=10000}.
   */
  static final Duration WITHIN = Duration.ofMillis(Long.getLong("backstop.it.within.ms", 2_000));

  private OneTruth() {}

  /** Prints how soon it was, and fails if that was late. */
  static void assertInTime(String what, Instant written, Instant acted) {
    Duration took = Duration.between(written, acted);
    System.out.printf("%s %d ms after it was written%n", what, took.toMillis());
    assertThat(took).as(what).isLessThan(WITHIN);
  }

  /** That nothing was thrown away, and no model failed. */
  static void assertNoneFailed(Client client, Collection<Decision> decisions) {
    assertThat(client.records(DeadLetter.class)).isEmpty();
    assertThat(decisions)
        .isNotEmpty()
        .allSatisfy(
            decision ->
                assertThat(decision.getAttempts())
                    .noneMatch(attempt -> attempt.getReason() == Reason.ERROR));
  }
}
