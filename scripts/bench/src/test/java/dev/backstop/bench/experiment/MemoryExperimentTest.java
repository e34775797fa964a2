package dev.backstop.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.bench.figures.Bar.Verdict;
import dev.backstop.bench.figures.Slope.Point;
import dev.backstop.bench.report.Findings;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryExperimentTest {

  @Test
  void shouldForgiveWhatGrowsWhileCachesFill() {
    assertThat(verdict(at -> at < 2 ? 500 * at : 1000)).isEqualTo(Verdict.HELD);
  }

  @Test
  void shouldSeeALeakThatIsSmallForARecord() {
    assertThat(verdict(at -> 1000 + 20 * at)).isEqualTo(Verdict.MISSED);
  }

  private static Verdict verdict(DoubleUnaryOperator memory) {
    List<Point> points =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> new Point(i / 20.0, memory.applyAsDouble(i / 20.0)))
            .toList();
    Findings findings = MemoryExperiment.findings(5_000_000, 1000, points);
    return findings.bars().get(0).verdict();
  }
}
