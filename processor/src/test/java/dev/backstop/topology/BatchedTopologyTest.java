package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every test of the topology once more, with each record scored ahead. */
class BatchedTopologyTest extends FallbackTopologyTest {

  @Override
  TopologyHarness harness(UnaryOperator<String> policyChange, int partitions) {
    return super.harness(policyChange, partitions).batched();
  }

  /** The answer was there ahead of the case, but at the case's turn the deadline was over. */
  @Override
  String answeredLate() {
    return "its time budget no longer fits before the deadline";
  }

  @Test
  void shouldNotAskAgainWhatWasAskedAhead() {
    try (TopologyHarness harness = harness()) {
      // Given
      int[] asked = {0};
      harness.whileScoring(() -> asked[0]++);
      // When
      harness.send(harness.request("r", 0.9, 0.9));
      // Then
      assertThat(asked[0]).isEqualTo(1);
      assertThat(
              harness
                  .meters
                  .get(Meter.BATCH_MEMO.meterName())
                  .tags("tier", "primary", "result", "HIT")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }
}
