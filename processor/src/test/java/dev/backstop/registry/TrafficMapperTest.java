package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import dev.backstop.incident.TrafficReport;
import dev.backstop.v1.ModelHealth;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficMapperTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourcePosition NOTHING = new SourcePosition("health", 0, -1);
  private static final TrafficReport REPORT =
      new TrafficReport(
          "i",
          T,
          new TrafficReport.Counts(10, 1, 6, 2),
          3,
          Map.of("p", new TrafficReport.Reviews(4, 5)),
          T.plusSeconds(7));

  @Test
  void shouldComeBackAsItWas() {
    assertThat(TrafficMapper.fromAvro(TrafficMapper.toAvro(REPORT, NOTHING))).isEqualTo(REPORT);
  }

  @Test
  void shouldBeAReportOfNoCallsToABuildThatDoesNotKnowIt() {
    // When
    ModelHealth mapped = TrafficMapper.toAvro(REPORT, NOTHING);
    // Then
    assertThat(BreakerMapper.keyOf(mapped)).isEqualTo(TrafficReport.KEY);
    assertThat(BreakerMapper.fromAvro(mapped).counts().calls()).isZero();
    assertThat(BreakerMapper.answerFromAvro(mapped)).isNull();
    assertThat(InputMapper.fromAvro(mapped)).isNull();
  }

  @Test
  void shouldBeNullOfAReportOfCalls() {
    // Given
    ModelHealth mapped = TrafficMapper.toAvro(REPORT, NOTHING);
    mapped.setTraffic(null);
    // Then
    assertThat(TrafficMapper.fromAvro(mapped)).isNull();
  }
}
