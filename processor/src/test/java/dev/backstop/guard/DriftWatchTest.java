package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.DriftRules;
import dev.backstop.policy.DriftRules.Act;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftWatchTest {

  private static final List<Long> QUARTERS = List.of(250L, 250L, 250L, 250L);

  private static final String DIGEST = "d".repeat(64);

  private final DriftWatch watch = new DriftWatch(null, 0);

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
    // When: nobody was heard of lately who has the one before
    assertThat(watch.add(other, 1_000, 60_001)).isNull();
    List<DriftReading> readings = watch.add(other, 1_000, 70_001);
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
  void shouldWatchTheNewPackageWhileOneStragglerHasTheOldOne() {
    // Given: three instances have it, and one after the other takes on another
    for (int second = 0; second < 60; second++) {
      assertThat(straggler(3, second)).isEmpty();
    }
    // When
    List<DriftReading> found = new ArrayList<>();
    for (int second = 60; second < 120; second++) {
      straggler(1, second);
      newcomers(2, second, found);
    }
    // Then
    assertThat(found).isNotEmpty().allMatch(DriftReading::drifted);
    assertThat(watch.add(report(DIGEST, counts("income", 1, 1, 1, 1)), 1_000, 120_000)).isNull();
  }

  @Test
  void shouldNotWatchTheNewPackageWhileMostHaveTheOldOne() {
    // When
    List<DriftReading> found = new ArrayList<>();
    for (int second = 0; second < 300; second++) {
      straggler(2, second);
      newcomers(1, second, found);
    }
    // Then
    assertThat(found).isEmpty();
    assertThat(watch.add(report(DIGEST, counts("income", 1, 1, 1, 1)), 1_000, 300_000)).isEmpty();
  }

  @Test
  void shouldGoOnWithThePackageThatWasInForceWhoeverIsHeardOfFirst() {
    // Given: after a restart
    DriftWatch again = new DriftWatch("other", 0);
    // When
    List<DriftReading> straggler = again.add(report(DIGEST, counts("income", 1, 0, 0, 0)), 1, 1);
    List<DriftReading> most = again.add(report("other", counts("income", 0, 0, 0, 1)), 1, 2);
    // Then
    assertThat(straggler).isNull();
    assertThat(most).hasSize(1);
  }

  /** Both were known before it, so that neither is new. */
  @Test
  void shouldNotTakeAStragglerThatIsHeardOfFirstAfterAShortPause() {
    // Given
    straggler(1, 1);
    for (int second = 1; second < 60; second++) {
      newcomers(3, second, new ArrayList<>());
    }
    // When: for two minutes nobody asked
    List<DriftReading> first = straggler(1, 180);
    List<DriftReading> most =
        watch.add(report("other", counts("income", 0, 0, 0, 1_000)), 1_000, 180_500);
    // Then
    assertThat(first).isNull();
    assertThat(most).isNotEmpty();
  }

  @Test
  void shouldTakeOnANewPackageAfterTheClockWasSetBack() {
    // Given
    long hour = 3_600_000;
    watch.add(report(DIGEST, counts("income", 1, 0, 0, 0)), 1_000, hour);
    watch.add(report("other", counts("income", 1, 0, 0, 0)), 1_000, hour);
    // When
    List<DriftReading> found = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      newcomers(3, second, found);
    }
    // Then
    assertThat(found).isNotEmpty();
  }

  @Test
  void shouldNotTakeTheFirstThatIsHeardOfAfterAPause() {
    // Given
    watch.add(report("other", counts("income", 0, 0, 0, 100)), 1_000, 1);
    // When: nobody asked for an hour
    long later = 3_600_000;
    List<DriftReading> straggler =
        watch.add(report(DIGEST, counts("income", 1, 0, 0, 0)), 1_000, later);
    List<DriftReading> most =
        watch.add(report("other", counts("income", 0, 0, 0, 900)), 1_000, later + 1);
    // Then
    assertThat(straggler).isNull();
    assertThat(most).singleElement().satisfies(one -> assertThat(one.rows()).isEqualTo(1_000));
  }

  @Test
  void shouldNotTakeTurnsWhereAsManyHaveTheOneAsTheOther() {
    // When
    List<DriftReading> found = new ArrayList<>();
    int changes = 0;
    boolean before = true;
    for (int second = 0; second < 300; second++) {
      boolean old =
          watch.add(report(DIGEST, counts("income", 1, 1, 1, 1)), 1_000, 1_000L * second) != null;
      newcomers(1, second, found);
      // what they report in a second differs
      if (second % 5 == 0) {
        newcomers(1, second, found);
      }
      if (second % 7 == 0) {
        straggler(1, second);
      }
      changes += old == before ? 0 : 1;
      before = old;
    }
    // Then
    assertThat(changes).isEqualTo(1);
    assertThat(before).as("the older one is in force").isFalse();
  }

  @Test
  void shouldTellAtOnceWhatAPackageHadShownBeforeItCameInForce() {
    // Given
    watch.add(report(DIGEST, counts("income", 1, 1, 1, 1)), 1_000, 0);
    assertThat(watch.add(report("other", counts("income", 0, 0, 0, 1_000)), 1_000, 1_000)).isNull();
    // When
    List<DriftReading> readings =
        watch.add(report("other", counts("income", 1, 1, 1, 1)), 1_000, 11_000);
    // Then
    assertThat(readings)
        .singleElement()
        .satisfies(reading -> assertThat(reading.drifted()).isTrue());
  }

  @Test
  void shouldNotMixTheRowsOfTwoPackages() {
    // Given
    watch.add(report(DIGEST, counts("income", 250, 250, 250, 249)), 1_000, 0);
    watch.add(report("other", counts("income", 0, 0, 0, 999)), 1_000, 500);
    // When
    List<DriftReading> readings =
        watch.add(report(DIGEST, counts("income", 0, 0, 0, 1)), 1_000, 1_000);
    // Then
    assertThat(readings)
        .singleElement()
        .satisfies(
            reading -> {
              assertThat(reading.rows()).isEqualTo(1_000);
              assertThat(reading.drifted()).isFalse();
            });
  }

  @Test
  void shouldTakeReportsThatNameNoPackageForThoseOfTheOneInForce() {
    // Given
    watch.add(report(null, counts("income", 250, 250, 250, 200)), 1_000, 0);
    watch.add(report(DIGEST, counts("income", 0, 0, 0, 49)), 1_000, 1);
    // When
    List<DriftReading> readings = watch.add(report(null, counts("income", 0, 0, 0, 1)), 1_000, 2);
    // Then
    assertThat(readings).hasSize(1);
  }

  /** What so many instances report that have the old package; of the last. */
  private @Nullable List<DriftReading> straggler(int instances, int second) {
    @Nullable List<DriftReading> last = null;
    for (int i = 0; i < instances; i++) {
      last = watch.add(report(DIGEST, counts("income", 1, 1, 1, 1)), 1_000, 1_000L * second);
    }
    return last;
  }

  private void newcomers(int instances, int second, List<DriftReading> found) {
    for (int i = 0; i < instances; i++) {
      List<DriftReading> readings =
          watch.add(report("other", counts("income", 0, 0, 0, 100)), 1_000, 1_000L * second + 500);
      if (readings != null) {
        found.addAll(readings);
      }
    }
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

  private static InputReport report(@Nullable String digest, List<BinCounts> counts) {
    return new InputReport(
        new Guarded("m", null), "d", "t", digest, counts, new SourcePosition("r", 0, 0), 0);
  }

  private static List<BinCounts> counts(String name, long... actual) {
    return List.of(new BinCounts(name, QUARTERS, java.util.Arrays.stream(actual).boxed().toList()));
  }
}
