package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromqlTest {

  @Test
  void shouldFindMetricsWithTheirLabelsAndBuckets() {
    String expression =
        "sum by (tier) (rate(backstop_latency_seconds_bucket{le=\"1.0\",tier!~\"human|jvm_x\"}[5m]))"
            + " / backstop:decisions:share_5m + kafka_lag{job=\"backstop\"} + 0*my_backstop_total";

    assertThat(Promql.metrics(expression))
        .containsOnlyKeys("backstop_latency_seconds_bucket", "kafka_lag")
        .containsEntry("backstop_latency_seconds_bucket", Set.of("le", "le=\"1.0\"", "tier"))
        .containsEntry("kafka_lag", Set.of());
    assertThat(Promql.recorded(expression)).containsExactly("backstop:decisions:share_5m");
  }

  @Test
  void shouldFindTheMetricOfAVariable() {
    assertThat(Promql.metrics("label_values(backstop_decisions_total, policy)"))
        .containsOnlyKeys("backstop_decisions_total");
  }

  @Test
  void shouldWriteDurationsAndNumbersAsPeopleDo() {
    assertThat(Promql.duration(Duration.ofHours(72))).isEqualTo("3d");
    assertThat(Promql.duration(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(Promql.duration(Duration.ofSeconds(15))).isEqualTo("15s");
    assertThat(Promql.number(1 - .99)).isEqualTo("0.01");
    assertThat(Promql.number(14.4)).isEqualTo("14.4");
    assertThat(Promql.number(50)).isEqualTo("50");
  }
}
