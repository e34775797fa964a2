package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.policy.Policies;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DegradationWatchTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: test
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 2h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s}
        - {tier: default, kind: default, label: "no"}
      onReview: WAIT
      onTimeout: DEFAULT
      """;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ControlBoard board = new ControlBoard();
  private final Policies policies = new Policies(List.of(PolicyTexts.policy(POLICY)));
  private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
  private final DegradationWatch watch =
      new DegradationWatch(
          policies, board, new Telemetry(meters).guard().degradation(), () -> clock);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void shouldShowALevelForEachDomainFromTheStart() {
    policies.activate(PolicyTexts.policy(POLICY.replace("loans", "cards")));

    watch.look();

    assertThat(level("loans")).isZero();
    assertThat(level("cards")).isZero();
  }

  @Test
  void shouldFollowWhatIsSetAndThatItExpires() {
    // Given
    Control stop =
        Control.of("loans", new Switch.Stop(), "olga", "a test", clock, clock.plusSeconds(60));
    // When
    board.set(Controls.NONE.with(stop));
    watch.look();
    // Then
    assertThat(level("loans")).isEqualTo(3);
    clock = clock.plusSeconds(60);
    watch.look();
    assertThat(level("loans")).isZero();
  }

  private double level(String domain) {
    return meters.get(Meter.DEGRADATION_LEVEL.meterName()).tag("domain", domain).gauge().value();
  }
}
