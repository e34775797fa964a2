package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.Breakers;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Closed;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.Open;
import dev.backstop.guard.Ramp;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.Shadow;
import dev.backstop.guard.Trial;
import dev.backstop.guard.TripReason;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BreakerAdoptionTest {

  private static final String TOPIC = "backstop.tier-status";
  private static final Cause CAUSE = new Cause(TripReason.FAILURES, new Evidence(50, 12));
  private static final Open OPEN = new Open(CAUSE, false, 1_000, 1, 31_000L);

  private final InMemoryAvro avro = new InMemoryAvro();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ControlBoard board = new ControlBoard();
  private final Telemetry telemetry = new Telemetry(meters);
  private final BreakerAdoption adoption =
      new BreakerAdoption(board, avro.codecs(), telemetry.breakers());
  private long offset;

  @AfterEach
  void close() {
    adoption.close();
  }

  private static Stream<BreakerState> states() {
    Trial calls = new Trial(40_000, new Evidence(7, 1), null);
    Trial answers = new Trial(40_000, new Evidence(7, 1), new Evidence(3, 2));
    Cause quality = new Cause(TripReason.QUALITY, Evidence.NONE);
    return Stream.of(
        new Closed(1_000, 2, CAUSE),
        OPEN,
        new Open(Cause.of(new Cause.Hand("c0ffee", 90_000)), true, 1_000, 1, null),
        new Closed(1_000, 2, Cause.of(new Cause.Hand("c0ffee", 90_000))),
        new Shadow(CAUSE, calls, 40_000, 1),
        new Shadow(quality, answers, 40_000, 3),
        new Ramp(CAUSE, 2, calls, 41_000, 1),
        new Ramp(quality, 0, answers, 41_000, 1));
  }

  @ParameterizedTest
  @MethodSource("states")
  void shouldTakeOnWhateverStateIsPublished(BreakerState state) {
    BreakerNews news = news("s", state);

    send("m|s", news);

    assertThat(board.breakers().of("m", "s")).isEqualTo(news);
    assertThat(news.status().state()).isEqualTo(state);
    assertThat(board.breakers().of("m", null)).isNull();
    assertThat(board.breakers().closed()).isEqualTo(state.kind() == BreakerState.Kind.CLOSED);
  }

  @Test
  void shouldShowTheStateAndCountEachMoveOnce() {
    // Given
    telemetry.breakers().present("m", null);
    assertThat(gauge("closed")).isEqualTo(1);
    // When
    send("m|", news(null, OPEN));
    send("m|", news(null, OPEN));
    // Then
    assertThat(gauge("closed")).isZero();
    assertThat(gauge("open")).isEqualTo(1);
    assertThat(risk("spike")).isEqualTo(1);
    assertThat(risk("normal")).isZero();
    assertThat(
            meters
                .get(Meter.BREAKER_TRANSITIONS.meterName())
                .tags("model", "m", "segment", "none", "to", "open")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void shouldTakeABreakerWhoseRecordIsDeletedForClosed() {
    // Given
    send("m|", news(null, OPEN));
    send("m|s", news("s", OPEN));
    // When
    adoption.changed("m|", null, new SourcePosition(TOPIC, 0, offset++));
    // Then
    assertThat(board.breakers().of("m", null)).isNull();
    assertThat(board.breakers().of("m", "s")).isNotNull();
    assertThat(gauge("closed")).isEqualTo(1);
    assertThat(gauge("open")).isZero();
    assertThat(risk("normal")).isEqualTo(1);
  }

  @Test
  void shouldTakeNoNewsUnderAnotherKeyAndNoGarbage() {
    send("another|", news(null, OPEN));
    adoption.changed("m|", new byte[] {1, 2, 3}, new SourcePosition(TOPIC, 0, offset++));
    adoption.changed("m|", null, new SourcePosition(TOPIC, 0, offset++));

    assertThat(board.breakers()).isSameAs(Breakers.NONE);
  }

  private double gauge(String state) {
    return meters
        .get(Meter.BREAKER_STATE.meterName())
        .tags("model", "m", "segment", "none", "state", state)
        .gauge()
        .value();
  }

  private double risk(String level) {
    return meters
        .get(Meter.RISK_LEVEL.meterName())
        .tags("model", "m", "segment", "none", "level", level)
        .gauge()
        .value();
  }

  private void send(String key, BreakerNews news) {
    byte[] value = avro.serializer().serialize(TOPIC, BreakerMapper.toAvro(news));
    adoption.changed(key, value, new SourcePosition(TOPIC, 0, offset++));
  }

  private static BreakerNews news(String segment, BreakerState state) {
    return new BreakerNews(
        new Guarded("m", segment),
        "d",
        "t",
        BreakerStatus.of(state),
        .25,
        Reason.ERROR,
        new RiskReading(RiskLevel.SPIKE, new Evidence(60, 9)),
        new DriftMemory(
            new DriftStanding(List.of("age", "income"), true),
            new DriftStanding(List.of("income"), false),
            "d".repeat(64)),
        "c2",
        "12 of 50 calls failed",
        "app/4_0",
        42_000);
  }
}
