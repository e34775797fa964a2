package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SwitchoverTest {

  private static final long DIED = TimeUnit.SECONDS.toNanos(100);
  private static final long OPENED = TimeUnit.SECONDS.toNanos(103);

  @Test
  void shouldTellTheFirstFallbackAndTheFirstRefusal() {
    // Given
    List<Ended> ended =
        List.of(
            ended(-500, 20, "primary", ""),
            ended(-10, 90, "secondary", "LOW_CONFIDENCE"),
            ended(10, 130, "secondary", "ERROR"),
            ended(1_500, 120, "secondary", "BREAKER_OPEN"),
            ended(1_400, 120, "secondary", "BREAKER_OPEN"));
    // When
    Switchover found = Switchover.of(ended, DIED, OPENED);
    // Then
    assertThat(found).isEqualTo(new Switchover(140L, 1_520L, 4, 0, 0, Map.of()));
    assertThat(found.inTime()).isTrue();
  }

  @Test
  void shouldCountWhatTheSwitchMadeLateAndNothingElse() {
    // Given: late ones that ended before it, that it caught, of it, in its wake, and much later
    List<Ended> ended =
        new ArrayList<>(
            List.of(
                ended(-5_000, 4_000, "primary", ""),
                ended(-100, 2_100, "secondary", "TIMEOUT"),
                ended(50, 2_500, "secondary", "TIMEOUT"),
                ended(3_900, 2_001, "secondary", "BREAKER_OPEN"),
                ended(4_100, 9_000, "secondary", "BREAKER_OPEN")));
    for (int i = 0; i < 399; i++) {
      ended.add(ended(i, 100, "secondary", "ERROR"));
    }
    // When
    Switchover found = Switchover.of(ended, DIED, OPENED);
    // Then
    assertThat(found.touched()).as("those that were caught or sent in its wake too").isEqualTo(402);
    assertThat(found.late()).isEqualTo(3);
    assertThat(found.worstMillis()).isEqualTo(500);
    assertThat(found.lateBy())
        .isEqualTo(Map.of("secondary TIMEOUT", 2, "secondary BREAKER_OPEN", 1));
    assertThat(found.lateShare()).isEqualTo(3 / 402.0);
    assertThat(found.inTime()).isTrue();
  }

  @Test
  void shouldHoldLateRequestsAgainstTheSameRequests() {
    // Given: the switch is over at once, and all that came in its wake are late
    List<Ended> ended = new ArrayList<>(List.of(ended(-10, 5, "primary", "")));
    for (int i = 1; i <= 200; i++) {
      ended.add(ended(5L * i, i <= 100 ? 3_000 : 100, "secondary", "BREAKER_OPEN"));
    }
    // When
    Switchover found = Switchover.of(ended, DIED, DIED);
    // Then
    assertThat(found.touched()).isEqualTo(200);
    assertThat(found.late()).isEqualTo(100);
    assertThat(found.lateShare()).isEqualTo(.5);
  }

  @Test
  void shouldNotHoldAtAHundredthNorWhereNothingWasSent() {
    assertThat(new Switchover(1L, 1L, 400, 4, 9, Map.of()).inTime()).isFalse();
    assertThat(new Switchover(1L, 1L, 400, 3, 9, Map.of()).inTime()).isTrue();
    assertThat(Switchover.of(List.of(), DIED, OPENED).inTime()).isFalse();
  }

  @Test
  void shouldCallNoRequestLateThatNamedNoDeadline() {
    // When
    Ended one = new Ended(1, "FINAL", "primary", "", null, 0, Long.MAX_VALUE / 2);
    // Then
    assertThat(one.late()).isFalse();
    assertThat(one.lateMillis()).isZero();
  }

  private static Ended ended(long sentMillis, long tookMillis, String tier, String reason) {
    long sent = DIED + TimeUnit.MILLISECONDS.toNanos(sentMillis);
    return new Ended(
        7,
        "FINAL",
        tier,
        reason,
        Duration.ofSeconds(2),
        sent,
        sent + TimeUnit.MILLISECONDS.toNanos(tookMillis));
  }
}
