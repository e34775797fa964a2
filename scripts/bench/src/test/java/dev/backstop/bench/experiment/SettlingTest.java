package dev.backstop.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettlingTest {

  private final Settling settling = new Settling();

  @Test
  void shouldSettleOnceNobodyBeatsHisBest() {
    round(100, 50);
    assertThat(settling.settled()).isFalse();

    round(105, 70);
    assertThat(settling.settled()).isFalse();

    round(90, 72);
    assertThat(settling.settled()).isTrue();
  }

  @Test
  void shouldCompareWithTheBestAndNotWithTheLast() {
    round(100, 50);
    round(60, 50);
    round(100, 50);

    assertThat(settling.settled()).isTrue();
  }

  private void round(double first, double second) {
    settling.nextRound();
    settling.add("L", first);
    settling.add("B", second);
  }
}
