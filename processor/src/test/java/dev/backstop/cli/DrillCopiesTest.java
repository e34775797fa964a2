package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillCopiesTest {

  @Test
  void shouldHaveFeaturesAsOldAsThoseOfTheOriginal() {
    // Given
    Instant asked = Instant.parse("2026-01-31T08:30:00Z");
    Request original =
        new Request(
            "r",
            "credit",
            "p",
            new Features(Map.of("Income", 5L)),
            null,
            asked,
            null,
            null,
            true,
            List.of("scoring"),
            null,
            Map.of(),
            Map.of("Income", asked.minusSeconds(600)));
    // When
    Instant now = asked.plusSeconds(7_200);
    Request copy = DrillCopies.copy(original, "d", now, now.plusSeconds(60), false);
    // Then
    assertThat(copy.featureTimes()).isEqualTo(Map.of("Income", now.minusSeconds(600)));
    assertThat(copy.subject()).isNull();
  }
}
