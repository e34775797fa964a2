package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.Stale;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StaleMapperTest {

  @Test
  void shouldBringBackWhatIsTooOldBesideWhatIsMissing() {
    // Given
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("fresh", 7L);
    values.put("missing", null);
    values.put("old", new Stale(Duration.ofHours(3), Duration.ofMinutes(15)));
    values.put("of unknown age", new Stale(null, Duration.ofMinutes(15)));
    Features features = new Features(values);
    // When
    Features fresh = StaleMapper.fresh(features);
    Features back = StaleMapper.together(fresh, StaleMapper.stale(features));
    // Then
    assertThat(fresh.values()).containsOnlyKeys("fresh", "missing");
    assertThat(back).isEqualTo(features);
  }

  @Test
  void shouldLeaveFeaturesAsTheyAreOfWhichNoneIsTooOld() {
    Features features = new Features(Map.of("fresh", 7L));

    assertThat(StaleMapper.fresh(features)).isSameAs(features);
    assertThat(StaleMapper.together(features, StaleMapper.stale(features))).isSameAs(features);
  }
}
