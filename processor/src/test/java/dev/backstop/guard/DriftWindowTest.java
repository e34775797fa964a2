package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftWindowTest {

  /** Deciles of the uniform distribution, and one row in a hundred missing. */
  private static final DriftReference UNIFORM =
      new DriftReference(
          "income",
          new Bins.Numbers(List.of(.1, .2, .3, .4, .5, .6, .7, .8, .9)),
          List.of(990L, 990L, 990L, 990L, 990L, 990L, 990L, 990L, 990L, 990L, 100L));

  @Test
  void shouldPutAValueOnAnEdgeBelowIt() {
    // Given
    Bins.Numbers bins = new Bins.Numbers(List.of(0.0, 10.0));
    // Then
    assertThat(bins.of(-5.0)).isZero();
    assertThat(bins.of(0.0)).isZero();
    assertThat(bins.of((Object) 10L)).isEqualTo(1);
    assertThat(bins.of(10.1)).isEqualTo(2);
    assertThat(bins.of((Object) null)).isEqualTo(3);
    assertThat(bins.of((Object) "ten")).isEqualTo(3);
    assertThat(bins.of(Double.NaN)).isEqualTo(3);
  }

  @Test
  void shouldKeepUnseenAndMissingCategoriesApart() {
    // Given
    Bins.Categories bins = new Bins.Categories(Map.of("rent", 0, "own", 1));
    // Then
    assertThat(bins.size()).isEqualTo(4);
    assertThat(bins.of("own")).isEqualTo(1);
    assertThat(bins.of("boat")).isEqualTo(2);
    assertThat(bins.of(null)).isEqualTo(3);
  }

  @Test
  void shouldReadNothingBeforeTheWindowIsFullAndBeginAnewAfterwards() {
    // Given
    DriftWindow window = new DriftWindow("income", UNIFORM.counts());
    // When
    List<@Nullable DriftReading> readings = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      readings.add(record(window, UNIFORM, (i % 100) / 100.0, 100));
    }
    // Then
    assertThat(readings.stream().filter(reading -> reading != null)).hasSize(2);
    assertThat(readings.get(99)).isEqualTo(readings.get(199));
    assertThat(readings.get(99).rows()).isEqualTo(100);
    assertThat(readings.get(99).drifted()).isFalse();
  }

  @Test
  void shouldHardlyEverCallTheSameDistributionDrift() {
    // Given: windows so small that chance alone decides the threshold
    Random random = new Random(11);
    DriftWindow window = new DriftWindow("income", UNIFORM.counts());
    int drifted = 0;
    // When
    for (int i = 0; i < 5_000 * 200; i++) {
      DriftReading reading =
          record(
              window,
              UNIFORM,
              random.nextDouble() < .01 ? null : (Double) random.nextDouble(),
              200);
      drifted += reading != null && reading.drifted() ? 1 : 0;
    }
    // Then: .001 of 5000, and five standard errors
    assertThat(drifted).isLessThanOrEqualTo(16);
  }

  @Test
  void shouldSeeAShiftAndMissingValues() {
    // Given
    Random random = new Random(12);
    // Then
    assertThat(reading(UNIFORM, i -> Math.sqrt(random.nextDouble())).drifted()).isTrue();
    assertThat(reading(UNIFORM, i -> i % 4 == 0 ? null : (Double) random.nextDouble()).drifted())
        .isTrue();
    assertThat(reading(UNIFORM, i -> random.nextDouble()).drifted()).isFalse();
  }

  @Test
  void shouldTellAConfidenceThatHasCollapsed() {
    // Given
    DriftReference skewed =
        new DriftReference("confidence", new Bins.Numbers(List.of(.9)), List.of(300L, 700L, 0L));
    Random random = new Random(13);
    // Then
    assertThat(reading(UNIFORM, i -> .95).collapsed()).isTrue();
    assertThat(reading(UNIFORM, i -> i % 9 == 0 ? .5 : .95).collapsed()).isFalse();
    assertThat(reading(UNIFORM, i -> random.nextDouble()).collapsed()).isFalse();
    assertThat(reading(skewed, i -> i % 11 == 0 ? .5 : .95).collapsed())
        .as("91 % where 70 % were before")
        .isFalse();
    assertThat(reading(skewed, i -> i % 100 == 0 ? .5 : .95).collapsed()).isTrue();
  }

  @Test
  void shouldRefuseAReferenceThatDoesNotFitItsBins() {
    // Then
    assertThatThrownBy(
            () -> new DriftReference("x", new Bins.Numbers(List.of(1.0)), List.of(-1L, 1L)))
        .hasMessageContaining("drift reference 'x'")
        .hasMessageContaining("counts must be 3 in number, but is 2")
        .hasMessageContaining("0 or more")
        .hasMessageContaining("not all 0");
    assertThatThrownBy(() -> new Bins.Numbers(List.of(2.0, 1.0))).hasMessageContaining("rising");
    assertThatThrownBy(() -> new Bins.Categories(Map.of("a", 0, "b", 2)))
        .hasMessageContaining("each once");
  }

  private static @Nullable DriftReading record(
      DriftWindow window, DriftReference reference, @Nullable Object value, int size) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(reference.bins().size(), 0L));
    counts.set(reference.bins().of(value), 1L);
    return window.add(counts, size);
  }

  private interface Values {
    @Nullable Object at(int i);
  }

  private static DriftReading reading(DriftReference reference, Values values) {
    DriftWindow window = new DriftWindow(reference.name(), reference.counts());
    for (int i = 0; i < 999; i++) {
      assertThat(record(window, reference, values.at(i), 1_000)).isNull();
    }
    DriftReading reading = record(window, reference, values.at(999), 1_000);
    assertThat(reading).isNotNull();
    return reading;
  }
}
