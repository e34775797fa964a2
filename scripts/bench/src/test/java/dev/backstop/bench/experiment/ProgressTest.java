package dev.backstop.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void shouldFillUpAndNeverBeFullBeforeTheEnd() {
    assertThat(Progress.bar(0)).isEqualTo("[........................]  0 %");
    assertThat(Progress.bar(0.5)).isEqualTo("[############............] 50 %");
    assertThat(Progress.bar(3)).endsWith("99 %");
  }
}
