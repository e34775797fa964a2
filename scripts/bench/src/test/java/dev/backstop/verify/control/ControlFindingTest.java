package dev.backstop.verify.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlFindingTest {

  @Test
  void shouldBeFoundOutByAllThatItIsAbout() {
    ControlFinding found =
        ControlFinding.seen(
            Control.NO_CLAIM,
            broke(Invariant.ONCE, Invariant.VERDICTS_COUNTED, Invariant.ONE_OPEN_TASK));

    assertThat(found.red()).isTrue();
    assertThat(found.asItMust()).isTrue();
    assertThat(found.missing()).isEmpty();
  }

  @Test
  void shouldNotBeFoundOutByAPartOfWhatItIsAbout() {
    ControlFinding found = ControlFinding.seen(Control.NO_CLAIM, broke(Invariant.ONCE));

    assertThat(found.red()).isFalse();
    assertThat(found.missing()).containsExactly(Invariant.ONE_OPEN_TASK);
  }

  @Test
  void shouldNotBeFoundOutBySomethingElse() {
    ControlFinding found =
        ControlFinding.seen(
            Control.DROPPED_HEADER, broke(Invariant.ENDS_MEET, Invariant.READERS_AGREE));

    assertThat(found.red()).isFalse();
    assertThat(found.asItMust()).isFalse();
  }

  @Test
  void shouldStayGreenWhereNothingIsBroken() {
    assertThat(ControlFinding.seen(Control.BASELINE, broke()).asItMust()).isTrue();
    assertThat(ControlFinding.seen(Control.BASELINE, broke(Invariant.ONCE)).asItMust()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void shouldShowNothingWhereItWasNotCarriedOut(Control control) {
    ControlFinding found = ControlFinding.failed(control, "the instance is not ready");

    assertThat(found.asItMust()).isFalse();
    assertThat(found.red()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASELINE")
  void shouldSayWhatEachControlIsAbout(Control control) {
    assertThat(control.mustBreak()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NO_CLAIM")
  void shouldDoNothingToAControlThatTheBaselineDoesNotStand(Control control) {
    // Watching is what goes on anyway. A second review part is itself what is broken: RATIONALE.md.
    assertThat(control.acts())
        .filteredOn(act -> act != Control.Act.WATCH)
        .isSubsetOf(Control.BASELINE.acts());
  }

  private static Map<Invariant, List<Violation>> broke(Invariant... invariants) {
    Map<Invariant, List<Violation>> broke = new EnumMap<>(Invariant.class);
    Arrays.stream(invariants)
        .forEach(one -> broke.put(one, List.of(new Violation("it", "somewhere", "is broken"))));
    return broke;
  }
}
