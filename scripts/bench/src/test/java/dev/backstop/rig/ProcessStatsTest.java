package dev.backstop.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessStatsTest {

  @Test
  void shouldCountUserAndSystemTimeWhateverTheCommandIsCalled() {
    // Given
    String stat =
        "42 (a) b (c) S 1 42 42 0 -1 4194304 10 0 0 0 250 50 7 7 20 0 30 0 1000 900000 1234 5";

    // When
    ProcessStats stats = ProcessStats.parse(stat, List.of("Name:\tjava", "VmRSS:\t  2048 kB"));

    // Then
    assertThat(stats).isEqualTo(new ProcessStats(3_000_000, 2048 * 1024));
  }

  @Test
  void shouldMeasureThisProcess() {
    ProcessStats stats = ProcessStats.of(ProcessHandle.current().pid());

    assertThat(stats.cpuMicros()).isPositive();
    assertThat(stats.residentBytes()).isGreaterThan(10_000_000);
  }

  @Test
  void shouldSayThatAProcessHasEnded() {
    assertThatThrownBy(() -> ProcessStats.of(Long.MAX_VALUE))
        .isInstanceOf(RigException.class)
        .hasMessageContaining("cannot be measured");
  }
}
