package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LatencyQuantileProperties {

  @Property(tries = 200)
  void shouldNeverBeTooShortNorTooLongByASixteenth(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 500) int calls) {
    // Given
    LatencyQuantile quantile = new LatencyQuantile(.95);
    Random random = new Random(seed);
    long[] latencies = new long[calls];
    for (int i = 0; i < calls; i++) {
      latencies[i] = (long) Math.exp(random.nextDouble() * 25);
      quantile.record(latencies[i], i < calls / 2 ? 5_000 : 15_000);
    }
    Arrays.sort(latencies);
    long exact = latencies[(int) Math.ceil(.95 * calls) - 1];
    // When
    long told = quantile.value(15_000).orElseThrow();
    // Then
    assertThat(told).isBetween(exact, exact + exact / 16);
  }
}
