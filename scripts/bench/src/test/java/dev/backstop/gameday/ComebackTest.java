package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.BreakerState.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComebackTest {

  @Test
  void shouldTellWhenAllInstancesFirstAgreed() {
    // Given
    Comeback comeback = new Comeback(1_000_000_000L);
    // When
    look(comeback, 1_100, Kind.OPEN, Kind.OPEN);
    look(comeback, 2_000, Kind.SHADOW, Kind.OPEN);
    comeback.look(List.of(Optional.of(Kind.SHADOW), Optional.empty()), 2_100_000_000L);
    look(comeback, 2_200, Kind.SHADOW, Kind.SHADOW);
    look(comeback, 2_300, Kind.SHADOW, Kind.SHADOW);
    look(comeback, 4_000, Kind.RAMP, Kind.RAMP);
    // Then
    assertThat(comeback.millis(Kind.SHADOW)).isEqualTo(1_200);
    assertThat(comeback.has(Kind.CLOSED)).isFalse();
    assertThat(comeback.millis(Kind.CLOSED)).isNull();
    assertThat(comeback.inWords())
        .isEqualTo("OPEN after 100 ms, SHADOW after 1200 ms, RAMP after 3000 ms");
  }

  @Test
  void shouldSayWhereTheyNeverAgreed() {
    assertThat(new Comeback(0).inWords()).isEqualTo("the instances never agreed");
  }

  private static void look(Comeback comeback, long millis, Kind first, Kind second) {
    comeback.look(List.of(Optional.of(first), Optional.of(second)), millis * 1_000_000);
  }
}
