package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.DriftRules;
import dev.backstop.policy.DriftRules.Act;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftWatchTest {

  private static final List<Long> QUARTERS = List.of(250L, 250L, 250L, 250L);

  private static final String DIGEST = "d".repeat(64);

  private final DriftWatch watch = new DriftWatch();

  /** Row D8: .2282 without smoothing; with half a row added to each count a little less. */
  @Test
  void shouldAddUpWhatInstancesCountAndReadAFullWindow() {
    // Given
    assertThat(watch.add(report(DIGEST, counts("income", 50, 100, 150, 200)), 1_000, 0)).isEmpty();
    // When
    List<DriftReading> readings =
        watch.add(report(DIGEST, counts("income", 50, 100, 150, 200)), 1_000, 0);
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
    assertThat(watch.add(report(DIGEST, counts("income", 250, 250, 250, 249)), 1_000, 0)).isEmpty();
  }

  @Test
  void shouldBeginAnewWhereAnotherPackageHasComeUnderTheName() {
    // Given: of the same bins
    watch.add(report(DIGEST, counts("income", 0, 0, 0, 999)), 1_000, 0);
    InputReport other = report("other", counts("income", 0, 0, 0, 999));
    // When: nobody was heard of who has the one before
    assertThat(watch.add(other, 1_000, 10_000)).isEmpty();
    List<DriftReading> readings = watch.add(other, 1_000, 10_001);
    // Then
    assertThat(readings)
        .singleElement()
        .satisfies(reading -> assertThat(reading.rows()).isEqualTo(1_998));
  }

  @Test
  void shouldNotGoToAndFroWhileInstancesTakeOnAnotherPackageOneAfterTheOther() {
    // Given
    watch.add(report(DIGEST, counts("income", 0, 0, 0, 999)), 1_000, 0);
    // When
    List<DriftReading> other = watch.add(report("other", counts("income", 999, 0, 0, 0)), 1, 500);
    List<DriftReading> again = watch.add(report(DIGEST, counts("income", 0, 0, 0, 1)), 1_000, 900);
    // Then
    assertThat(other).isNull();
    assertThat(again).hasSize(1);
  }

  @Test
  void shouldForgetTheWindowOfWhatIsNotMeasuredAnyMore() {
    // Given
    watch.add(report(DIGEST, counts("income", 0, 0, 0, 999)), 1_000, 0);
    // When
    watch.add(report(DIGEST, counts("age", 1, 0, 0, 0)), 1_000, 1);
    // Then
    assertThat(watch.add(report(DIGEST, counts("income", 0, 0, 0, 1)), 1_000, 2)).isEmpty();
  }

  @Test
  void shouldForgetWhatIsNotMeasuredAnyMoreOrWasOnAnotherPackage() {
    // Given
    DriftStanding all = new DriftStanding(List.of("age", "confidence", "income"), true);
    DriftMemory known = new DriftMemory(all, all, DIGEST);
    // When
    DriftMemory without = known.after(report(DIGEST, counts("income", 1, 0, 0, 0)), List.of());
    DriftMemory nothing = known.after(report(DIGEST, List.of()), List.of());
    DriftMemory other = known.after(report("other", counts("income", 1, 0, 0, 0)), List.of());
    // Then
    DriftStanding income = new DriftStanding(List.of("income"), false);
    assertThat(without).isEqualTo(new DriftMemory(income, income, DIGEST));
    assertThat(nothing).isEqualTo(DriftMemory.NONE);
    assertThat(other).isEqualTo(DriftMemory.NONE);
  }

  @Test
  void shouldForgetWhatItWasTakenOutForOnceThatIsAsBefore() {
    // Given
    DriftStanding income = new DriftStanding(List.of("income"), false);
    DriftMemory known = new DriftMemory(income, income, DIGEST);
    InputReport report = report(DIGEST, counts("income", 1, 0, 0, 0));
    // When
    DriftMemory back = known.after(report, List.of(reading("income", .02, false)));
    DriftMemory anew = back.after(report, List.of(reading("income", .3, false)));
    // Then
    assertThat(anew.standing().since(anew.routed())).isEqualTo(income);
    assertThat(anew.taken(income).routedOf(DriftStanding.NONE).routed())
        .isEqualTo(DriftStanding.NONE);
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

  private static InputReport report(String digest, List<BinCounts> counts) {
    return new InputReport(
        new Guarded("m", null), "d", "t", digest, counts, new SourcePosition("r", 0, 0), 0);
  }

  private static List<BinCounts> counts(String name, long... actual) {
    return List.of(new BinCounts(name, QUARTERS, java.util.Arrays.stream(actual).boxed().toList()));
  }
}
