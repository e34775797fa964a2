package dev.backstop.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.Request;
import dev.backstop.domain.Stale;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputsTest {

  private static final Instant NOW = Instant.parse("2026-01-31T08:30:00Z");
  private static final Duration ALLOWED = Duration.ofMinutes(15);

  private final Inputs bounded = new Inputs(Map.of(), Map.of("income", ALLOWED));
  private final Inputs either =
      new Inputs(Map.of("income", List.of("income", "declared")), Map.of("income", ALLOWED));

  @Test
  void shouldTakeAValueThatIsAsOldAsItMayBe() {
    Map<String, Instant> times = Map.of("income", NOW.minus(ALLOWED));

    assertThat(bounded.read(request(Map.of("income", 5L), times)).get("income")).isEqualTo(5L);
  }

  @Test
  void shouldNotTakeAValueThatIsOlder() {
    Map<String, Instant> times = Map.of("income", NOW.minus(ALLOWED).minusMillis(1));

    assertThat(bounded.read(request(Map.of("income", 5L), times)).get("income"))
        .isEqualTo(new Stale(ALLOWED.plusMillis(1), ALLOWED));
  }

  @Test
  void shouldNotTakeAValueOfUnknownAge() {
    assertThat(bounded.read(request(Map.of("income", 5L), Map.of())).get("income"))
        .isEqualTo(new Stale(null, ALLOWED));
  }

  @Test
  void shouldTakeOneThatIsSaidToBeOfLaterThanTheRequest() {
    Map<String, Instant> times = Map.of("income", NOW.plusSeconds(2));

    assertThat(bounded.read(request(Map.of("income", 5L), times)).get("income")).isEqualTo(5L);
  }

  @Test
  void shouldLeaveWhatIsMissingMissingAndWhatHasNoBoundAsItIs() {
    Features read = bounded.read(request(Map.of("age", 40L), Map.of("age", Instant.EPOCH)));

    assertThat(read.get("income")).isNull();
    assertThat(read.get("age")).isEqualTo(40L);
  }

  @Test
  void shouldTakeTheFallbackWhereTheFirstFieldIsTooOld() {
    // Given
    Map<String, Object> both = Map.of("income", 5L, "declared", 6L);
    Instant old = NOW.minusSeconds(3_600);
    // When
    Request first = request(both, Map.of("income", NOW, "declared", old));
    Request second = request(both, Map.of("income", old, "declared", NOW));
    Request neither = request(both, Map.of("income", old));
    // Then
    assertThat(either.read(first).get("income")).isEqualTo(5L);
    assertThat(either.used(first)).isEmpty();
    assertThat(either.read(second).get("income")).isEqualTo(6L);
    assertThat(either.used(second)).containsExactly(Map.entry("income", "declared"));
    assertThat(either.read(neither).get("income"))
        .isEqualTo(new Stale(Duration.ofHours(1), ALLOWED));
    assertThat(either.used(neither)).isEmpty();
  }

  private static Request request(Map<String, Object> features, Map<String, Instant> times) {
    Map<String, @Nullable Object> values = new HashMap<>(features);
    return new Request(
        "r",
        "d",
        null,
        new Features(values),
        null,
        NOW,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of(),
        times);
  }
}
