package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillCopiesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldCopyTheQuestionAndNothingThatTellsOfAnybody() {
    // Given
    Request original =
        new Request(
            "r-1",
            "loans",
            "customer-7",
            new Features(Map.of("income", 1.5)),
            null,
            NOW.minusSeconds(60),
            null,
            null,
            true,
            List.of("scoring"),
            "f1",
            Map.of("branch", "of customer 7"));
    // When
    Request copy =
        DrillCopies.copy(original, "backstop-drill/run/1", NOW, NOW.plusSeconds(60), true);
    // Then
    assertThat(copy.features()).isEqualTo(original.features());
    assertThat(copy.requestId()).isEqualTo("backstop-drill/run/1");
    assertThat(copy.onReview()).isEqualTo(OnReview.WAIT);
    assertThat(copy.subject()).isNull();
    assertThat(copy.consents()).isEmpty();
    assertThat(copy.tags()).isEmpty();
  }

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
