package dev.backstop.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.bench.figures.Bar.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {

  @Test
  void shouldHoldFromTheBarOn() {
    assertThat(Bar.atLeast("B/L", 0.7, steady(0.7)).verdict()).isEqualTo(Verdict.HELD);
    assertThat(Bar.atLeast("B/L", 0.7, steady(0.69)).verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void shouldNotJudgeWhatIsNoisyWhicheverSideItIsOn() {
    List<Double> reference = List.of(1.0, 2.0);

    assertThat(Bar.atLeast("B/L", 0.7, PairedRatio.of(List.of(9.0, 9.0), reference)).verdict())
        .isEqualTo(Verdict.NOISY);
    assertThat(Bar.atLeast("B/L", 0.7, PairedRatio.of(List.of(0.1, 0.1), reference)).verdict())
        .isEqualTo(Verdict.NOISY);
  }

  @Test
  void shouldMissABarThatIsReachedFromBelow() {
    assertThat(Bar.below("tick", 1, "ms", 0.99).verdict()).isEqualTo(Verdict.HELD);
    assertThat(Bar.below("tick", 1, "ms", 1).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(Bar.below("tick", 1, "ms", Double.NaN).verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void shouldSayWhatWasWantedAndWhatCame() {
    assertThat(Bar.atLeast("B/L", 0.7, steady(0.5)).sentence())
        .startsWith("missed")
        .endsWith("B/L: 0.500, wanted at least 0.7");
  }

  private static PairedRatio steady(double ratio) {
    return PairedRatio.of(List.of(ratio, ratio), List.of(1.0, 1.0));
  }
}
