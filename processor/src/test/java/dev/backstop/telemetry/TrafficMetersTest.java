package dev.backstop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.cli.story.Examples;
import dev.backstop.domain.DeadLetter.Cause;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.incident.TrafficReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrafficMetersTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());

  @Test
  void shouldTellWhatMustBalance() {
    // Given
    for (int i = 0; i < 7; i++) {
      telemetry.requestRead();
    }
    telemetry.duplicate();
    telemetry.decided(decision(Status.FINAL, TierKind.MODEL, null));
    telemetry.decided(decision(Status.PROVISIONAL, TierKind.DEFAULT, Reason.LOW_CONFIDENCE));
    telemetry.decided(decision(Status.FINAL, TierKind.HUMAN, Reason.LOW_CONFIDENCE));
    telemetry.decided(decision(Status.REJECTED, TierKind.HUMAN, Reason.REVIEW_TIMEOUT));
    telemetry.reviews().pending(2);
    telemetry.deadLettered("t.requests", Cause.UNDECODABLE);
    telemetry.deadLettered("t.verdicts", Cause.REFUSED_VERDICT);
    telemetry.deadLettered("t.shadow", Cause.UNDECODABLE);
    // When
    TrafficReport report = telemetry.traffic().due(T);
    // Then
    assertThat(report).isNotNull();
    assertThat(report.counts()).isEqualTo(new TrafficReport.Counts(7, 1, 3, 1));
    assertThat(report.pending()).isEqualTo(2);
    assertThat(report.reviews().values()).containsExactly(new TrafficReport.Reviews(1, 1));
    assertThat(report.since()).isEqualTo(T);
  }

  @Test
  void shouldTellItOnceInAWhileWhicheverTaskAsks() {
    // Given
    TrafficReport first = telemetry.traffic().due(T);
    // Then
    assertThat(telemetry.traffic().due(T)).isNull();
    assertThat(telemetry.traffic().due(T.plusMillis(4_999))).isNull();
    // When
    telemetry.requestRead();
    TrafficReport second = telemetry.traffic().due(T.plusSeconds(5));
    // Then
    assertThat(second.instance()).isEqualTo(first.instance());
    assertThat(second.since()).isEqualTo(T);
    assertThat(second.counts().requests()).isEqualTo(1);
  }

  @Test
  void shouldNotBeTakenForAnotherInstance() {
    assertThat(telemetry.traffic().due(T).instance())
        .isNotEqualTo(new Telemetry(new SimpleMeterRegistry()).traffic().due(T).instance());
  }

  private static Decision decision(Status status, TierKind kind, @Nullable Reason reason) {
    Decision like =
        Examples.decision(
            status, status == Status.REJECTED ? null : "good", "t", kind, false, null, 1);
    return new Decision(
        like.requestId(),
        like.domain(),
        like.status(),
        null,
        like.label(),
        like.scores(),
        null,
        like.tier(),
        like.tierKind(),
        false,
        reason,
        null,
        List.of(),
        like.policy(),
        null,
        null,
        like.source(),
        like.requestedAt(),
        like.decidedAt(),
        null,
        null,
        Map.of());
  }
}
