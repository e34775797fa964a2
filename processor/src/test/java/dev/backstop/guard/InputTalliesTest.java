package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Stale;
import java.time.Duration;
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

  private static final String DIGEST = "d".repeat(64);

  private final InputTallies tallies = new InputTallies();

  @Test
  void shouldCountInTheBinsOfTheReferenceAndBeginAnewWhenTaken() {
    // Given
    add(DIGEST, REFERENCE, Map.of("age", 20L, "home", "own"), .95);
    add(DIGEST, REFERENCE, Map.of("age", 40L, "home", "boat"), .5);
    add(DIGEST, REFERENCE, Map.of(), null);
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
  void shouldNotTakeAStaleValueForAMissingOne() {
    add(DIGEST, REFERENCE, Map.of("age", new Stale(null, Duration.ofMinutes(15))), null);

    assertThat(tallies.take(7).get(0).counts().subList(0, 2))
        .extracting(BinCounts::actual)
        .containsExactly(List.of(0L, 0L, 0L), List.of(0L, 0L, 0L, 1L));
  }

  @Test
  void shouldForgetWhatAnotherPackageWasAsked() {
    // Given: one by its bins, one by its digest alone
    ModelReference other = new ModelReference(REFERENCE.features().subList(0, 1), null);
    add(DIGEST, REFERENCE, Map.of("age", 20L), .95);
    add("other", other, Map.of("age", 20L), .95);
    // When
    add("third", other, Map.of("age", 40L), .95);
    List<InputReport> reports = tallies.take(7);
    // Then
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.digest()).isEqualTo("third");
              assertThat(report.counts())
                  .containsExactly(new BinCounts("age", List.of(5L, 5L, 0L), List.of(0L, 1L, 0L)));
            });
  }

  @Test
  void shouldCountASampleWhereManyRowsCome() {
    // When: many rows after a quiet time, then few
    ask(10_000, 20);
    long drawn = ages(tallies.take(1));
    ask(200, 20);
    // Then
    assertThat(drawn).isEqualTo(250);
    assertThat(ages(tallies.take(2))).isEqualTo(200);
  }

  @Test
  void shouldDrawTheFirstRowsOfAFloodAsOftenAsAllOthers() {
    // Given: one row in forty is of a young person, and they come first
    long young = 0;
    // When
    for (int second = 0; second < 40; second++) {
      ask(250, 20);
      ask(9_750, 40);
      young += tallies.take(second).get(0).counts().get(0).actual().get(0);
    }
    // Then: 250 of 10,000 drawn, within eight standard deviations
    assertThat(young).isBetween(125L, 375L);
  }

  private void ask(int rows, long age) {
    for (int i = 0; i < rows; i++) {
      add(DIGEST, REFERENCE, Map.of("age", age), .95);
    }
  }

  private static long ages(List<InputReport> reports) {
    return reports.get(0).counts().get(0).actual().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void shouldReportThatAPackageSaysNothing() {
    add(DIGEST, ModelReference.NONE, Map.of("age", 20L), .95);

    assertThat(tallies.take(7))
        .singleElement()
        .satisfies(report -> assertThat(report.counts()).isEmpty());
  }

  private void add(
      String digest,
      ModelReference reference,
      Map<String, Object> features,
      @Nullable Double confidence) {
    tallies.add(
        "m",
        "d",
        "t",
        digest,
        reference,
        new Features(new HashMap<>(features)),
        confidence,
        new SourcePosition("requests", 0, 0));
  }
}
