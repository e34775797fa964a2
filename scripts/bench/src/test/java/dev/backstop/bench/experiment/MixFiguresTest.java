package dev.backstop.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.bench.run.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixFiguresTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void shouldPutBackstopsRateOverTheOthers() {
    // Given
    Map<String, List<Trial>> trials =
        Map.of(
            "L", List.of(trial("L", 1000), trial("L", 1100)),
            "T", List.of(trial("T", 1600), trial("T", 1100)),
            "P", List.of(trial("P", 100), trial("P", 100)),
            "B", List.of(trial("B", 800), trial("B", 770)));

    // When
    MixFigures figures = MixFigures.of("a mix", trials);

    // Then
    assertThat(figures.ratioToReferenceLoop().median()).isEqualTo(0.75);
    assertThat(figures.ratioToTunedLoop().median()).isEqualTo(0.6);
    assertThat(figures.ratioToPerRecord().median()).isEqualTo(7.85);
    assertThat(figures.ratioToPassThrough()).isNull();
    assertThat(figures.decisionsPerSecond().get("B").rounds()).containsExactly(800.0, 770.0);
  }

  @Test
  void shouldShareTheProcessorsTimeAmongTheDecisions() {
    MixFigures figures =
        MixFigures.of("a mix", Map.of("B", List.of(new Trial("B", 100, SECOND, 5_000, 1_000))));

    assertThat(figures.cpuMicrosPerDecision().get("B")).isEqualTo(new MixFigures.Cpu(50, 10));
  }

  private static Trial trial(String application, int size) {
    return new Trial(application, size, SECOND, 1, 1);
  }
}
