package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetersTest {

  @Test
  void shouldReadTheMetersOfTheEquationFromPrometheusText() {
    // Given
    String text =
        """
        # HELP backstop_requests_total Records read from the requests topic.
        # TYPE backstop_requests_total counter
        backstop_requests_total 10.0
        backstop_decisions_total{degraded="false",status="FINAL",tier="primary"} 4.0
        backstop_decisions_total{degraded="true",status="REJECTED",tier="primary"} 1.0
        backstop_decisions_total{degraded="true",status="PROVISIONAL",tier="primary"} 2.0
        backstop_pending 2.0
        backstop_dead_letters_total{cause="EMPTY",topic="backstop.requests"} 2.0
        backstop_dead_letters_total{cause="REFUSED_VERDICT",topic="backstop.verdicts"} 7.0
        backstop_duplicates_total 1.0
        jvm_memory_used_bytes{area="heap"} 1.2E7
        """;

    // When
    Meters meters = Meters.parse(text);

    // Then
    assertThat(meters.requests()).isEqualTo(10);
    assertThat(meters.terminal()).isEqualTo(5);
    assertThat(meters.provisional()).isEqualTo(2);
    assertThat(meters.pending()).isEqualTo(2);
    assertThat(meters.deadLetters()).isEqualTo(2);
    assertThat(meters.duplicates()).isEqualTo(1);
    assertThat(meters.balance()).isTrue();
  }
}
