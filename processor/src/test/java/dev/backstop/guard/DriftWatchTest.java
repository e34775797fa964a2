package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.DriftRules;
import dev.backstop.policy.DriftRules.Act;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftWatchTest {

  private static final List<Long> QUARTERS = List.of(250L, 250L, 250L, 250L);

  private final DriftWatch watch = new DriftWatch();

  /** Row D8: .2282 without smoothing; with half a row added to each count a little less. */
  @Test
  void shouldAddUpWhatInstancesCountAndReadAFullWindow() {
    // Given
    assertThat(watch.add(counts("income", 50, 100, 150, 200), 1_000)).isEmpty();
    // When
    List<DriftReading> readings = watch.add(counts("income", 50, 100, 150, 200), 1_000);
    // Then
    assertThat(readings)
        .singleElement()
        .satisfies(
            reading -> {
              assertThat(reading.psi()).isBetween(.226, .2282);
              assertThat(reading.rows()).isEqualTo(1_000);
              assertThat(reading.threshold()).isEqualTo(.1);
              assertThat(reading.drifted()).isTrue();
            });
    assertThat(watch.add(counts("income", 250, 250, 250, 249), 1_000)).isEmpty();
  }

  @Test
  void shouldBeginAnewWhereAnotherPackageHasComeUnderTheName() {
    // Given
    watch.add(counts("income", 0, 0, 0, 999), 1_000);
    // When
    List<DriftReading> readings =
        watch.add(List.of(new BinCounts("income", List.of(5L, 5L), List.of(500L, 499L))), 1_000);
    // Then
    assertThat(readings).isEmpty();
  }

  @Test
  void shouldKnowWhatHasDriftedUntilAWindowSaysOtherwise() {
    // Given
    DriftStanding one = DriftStanding.NONE.with(List.of(reading("income", .3, false)));
    // When
    DriftStanding both =
        one.with(List.of(reading("age", .02, false), reading("confidence", .4, true)));
    DriftStanding back = both.with(List.of(reading("confidence", .05, false)));
    // Then
    assertThat(one).isEqualTo(new DriftStanding(List.of("income"), false));
    assertThat(both).isEqualTo(new DriftStanding(List.of("confidence", "income"), true));
    assertThat(both.since(one)).isEqualTo(new DriftStanding(List.of("confidence"), true));
    assertThat(both.inWords())
        .isEqualTo("confidence, income drifted; nearly all confidences are alike");
    assertThat(back).isEqualTo(one);
    assertThat(back.with(List.of(reading("income", .05, false)))).isEqualTo(DriftStanding.NONE);
  }

  @Test
  void shouldCallForWhatTheRulesSayOfEachKind() {
    DriftRules rules = new DriftRules(1_000, Act.TIGHTEN, Act.ALERT, Act.ROUTE, .05);
    DriftStanding feature = new DriftStanding(List.of("income"), false);
    DriftStanding confidence = new DriftStanding(List.of("confidence"), false);
    DriftStanding collapse = new DriftStanding(List.of("confidence"), true);

    assertThat(feature.calls(Act.TIGHTEN, rules)).isTrue();
    assertThat(feature.calls(Act.ALERT, rules)).isFalse();
    assertThat(confidence.calls(Act.ALERT, rules)).isTrue();
    assertThat(confidence.calls(Act.TIGHTEN, rules)).isFalse();
    assertThat(confidence.calls(Act.ROUTE, rules)).isFalse();
    assertThat(collapse.calls(Act.ROUTE, rules)).isTrue();
    assertThat(DriftStanding.NONE.calls(Act.ALERT, rules)).isFalse();
  }

  private static DriftReading reading(String name, double psi, boolean collapsed) {
    return new DriftReading(name, psi, .1, 1_000, collapsed);
  }

  private static List<BinCounts> counts(String name, long... actual) {
    return List.of(new BinCounts(name, QUARTERS, java.util.Arrays.stream(actual).boxed().toList()));
  }
}
