package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.SourcePosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputTalliesTest {

  private static final ModelReference REFERENCE =
      new ModelReference(
          List.of(
              new DriftReference("age", new Bins.Numbers(List.of(30.0)), List.of(5L, 5L, 0L)),
              new DriftReference(
                  "home",
                  new Bins.Categories(Map.of("rent", 0, "own", 1)),
                  List.of(3L, 6L, 0L, 1L))),
          new DriftReference("confidence", new Bins.Numbers(List.of(.9)), List.of(7L, 3L, 0L)));

  private final InputTallies tallies = new InputTallies();

  @Test
  void shouldCountInTheBinsOfTheReferenceAndBeginAnewWhenTaken() {
    // Given
    add("m", null, REFERENCE, Map.of("age", 20L, "home", "own"), .95);
    add("m", null, REFERENCE, Map.of("age", 40L, "home", "boat"), .5);
    add("m", null, REFERENCE, Map.of(), null);
    // When
    List<InputReport> reports = tallies.take(7);
    // Then: an answer that was not given has no confidence
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).guarded()).isEqualTo(new Guarded("m", null));
    assertThat(reports.get(0).counts())
        .containsExactly(
            new BinCounts("age", List.of(5L, 5L, 0L), List.of(1L, 1L, 1L)),
            new BinCounts("home", List.of(3L, 6L, 0L, 1L), List.of(0L, 1L, 1L, 1L)),
            new BinCounts("confidence", List.of(7L, 3L, 0L), List.of(1L, 1L, 0L)));
    assertThat(tallies.take(8)).isEmpty();
  }

  @Test
  void shouldKeepSegmentsApartAndForgetWhatAnotherPackageWasAsked() {
    // Given
    add("m", null, REFERENCE, Map.of("age", 20L), .95);
    add("m", "vip", REFERENCE, Map.of("age", 20L), .95);
    ModelReference other = new ModelReference(REFERENCE.features().subList(0, 1), null);
    // When
    add("m", null, other, Map.of("age", 40L), .95);
    List<InputReport> reports = tallies.take(7);
    // Then
    assertThat(reports)
        .extracting(InputReport::guarded)
        .containsExactlyInAnyOrder(new Guarded("m", null), new Guarded("m", "vip"));
    assertThat(reports)
        .filteredOn(report -> report.guarded().segment() == null)
        .singleElement()
        .satisfies(
            report ->
                assertThat(report.counts())
                    .containsExactly(
                        new BinCounts("age", List.of(5L, 5L, 0L), List.of(0L, 1L, 0L))));
  }

  private void add(
      String model,
      @Nullable String segment,
      ModelReference reference,
      Map<String, Object> features,
      @Nullable Double confidence) {
    tallies.add(
        model,
        segment,
        "d",
        "t",
        reference,
        new Features(new HashMap<>(features)),
        confidence,
        new SourcePosition("requests", 0, 0));
  }
}
