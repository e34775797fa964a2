package dev.backstop.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.control.Control;
import dev.backstop.verify.control.ControlFinding;
import dev.backstop.verify.fault.FaultKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What passes and what does not, and how that is told. */
class FindingsTest {
  private String mode = Findings.FULL;
  private Load load = new Load(90_000, 12, 85_000, 18_000);
  private final Map<FaultKind, Integer> hits = new EnumMap<>(FaultKind.class);
  private final List<String> notHealed = new ArrayList<>();
  private final List<String> ownDeaths = new ArrayList<>();
  private final Map<Invariant, List<Violation>> violations = new EnumMap<>(Invariant.class);
  private final Map<Control, ControlFinding> controls = new EnumMap<>(Control.class);
  private List<Double> recoveries = List.of(4.0, 5.0);
  private double settleSeconds = 5;

  FindingsTest() {
    EnumSet.allOf(FaultKind.class).forEach(kind -> hits.put(kind, 2));
    EnumSet.allOf(Invariant.class).forEach(one -> violations.put(one, List.of()));
    for (Control control : Control.values()) {
      controls.put(control, ControlFinding.seen(control, broke(control.mustBreak())));
    }
  }

  @Test
  void shouldPassWhereAllIsWell() {
    assertThat(findings().failures()).isEmpty();
    assertThat(findings().good()).isTrue();
    assertThat(Summary.of(findings())).last().isEqualTo("PASSED");
  }

  @Test
  void shouldFailWhereAnInvariantIsBroken() {
    violations.putAll(broke(Set.of(Invariant.ONCE)));
    fails("once");
  }

  @Test
  void shouldFailWhenAKindOfFaultNeverHit() {
    hits.put(FaultKind.MODEL_THROWS, 0);
    hits.remove(FaultKind.LATE_VERDICT);

    assertThat(findings().failures())
        .containsExactly(
            "no modelThrows met unfinished work", "no lateVerdict met unfinished work");
  }

  @Test
  void shouldOnlyTellOfAKindThatNeverHitWhenQuick() {
    mode = Findings.QUICK;
    hits.put(FaultKind.MODEL_THROWS, 0);

    assertThat(findings().good()).isTrue();
    assertThat(Summary.of(findings())).anyMatch(line -> line.contains("no modelThrows met"));
    assertThat(ReportFile.json(findings()).path("missedKinds").get(0).asText())
        .isEqualTo("modelThrows");
  }

  @Test
  void shouldFailWhenNothingWasSentOrDecidedHoweverQuick() {
    mode = Findings.QUICK;
    load = new Load(0, 0, 0, 1);
    fails("0 records were sent");
    load = new Load(100, 0, 0, 1);
    fails("0 decided");
  }

  @Test
  void shouldFailWhenTooLittleWasDecided() {
    load = new Load(90_000, 0, 17_999, 18_000);
    fails("17999 decided");
  }

  @Test
  void shouldFailWhenAnInstanceEndedByItselfHoweverQuick() {
    mode = Findings.QUICK;
    ownDeaths.add("verify-0 ended by itself with status 3");
    fails("ended by itself");
  }

  @Test
  void shouldFailWhenAFaultDidNotHealHoweverQuick() {
    mode = Findings.QUICK;
    notHealed.add("connectionCut: not healed in time");
    fails("not healed");
  }

  @Test
  void shouldJudgeRecoveryInAFullRunAlone() {
    recoveries = List.of(20.0);
    fails("recovery");

    mode = Findings.QUICK;
    assertThat(findings().good()).isTrue();
  }

  @Test
  void shouldJudgeHowSoonAllWasDecidedInAFullRunAlone() {
    settleSeconds = 30.1;
    fails("30.1 s after the last fault");

    mode = Findings.QUICK;
    assertThat(findings().good()).isTrue();
  }

  @Test
  void shouldFailWhenAControlIsNotFoundOutByWhatItIsAbout() {
    controls.put(
        Control.DROPPED_HEADER,
        ControlFinding.seen(Control.DROPPED_HEADER, broke(Set.of(Invariant.SETTLES))));

    fails("droppedHeader went wrong");
    assertThat(Summary.of(findings()))
        .contains("  GREEN    droppedHeader: must break lineageRecomputes; broke settles");
  }

  @Test
  void shouldFailWhenTheBaselineIsNotSound() {
    controls.put(
        Control.BASELINE, ControlFinding.seen(Control.BASELINE, broke(Set.of(Invariant.ONCE))));

    fails("baseline went wrong");
  }

  @Test
  void shouldFailWhenAControlWasNotRun() {
    controls.put(
        Control.HEAP_BUFFER, ControlFinding.failed(Control.HEAP_BUFFER, "not ready: look"));
    controls.remove(Control.BASELINE);

    assertThat(findings().failures())
        .containsExactly("control baseline was not run", "control heapBuffer went wrong");
  }

  @Test
  void shouldWriteForEachControlWhatHadToBreakAndWhatBroke() {
    controls.put(
        Control.NO_CLAIM,
        ControlFinding.seen(
            Control.NO_CLAIM,
            broke(Set.of(Invariant.ONE_OPEN_TASK, Invariant.ONCE, Invariant.VERDICTS_COUNTED))));
    controls.put(
        Control.HEAP_BUFFER,
        ControlFinding.seen(Control.HEAP_BUFFER, broke(Set.of(Invariant.METERS_BALANCE))));

    JsonNode report = ReportFile.json(findings());

    assertThat(report.path("negativeControls").path("noCompareAndSet").asText()).isEqualTo("red");
    assertThat(report.path("negativeControls").path("heapBuffer").asText()).isEqualTo("green");
    assertThat(report.path("negativeControls").has("baseline")).isFalse();
    assertThat(report.path("baseline").asText()).isEqualTo("green");
    assertThat(report.path("mustBreak").path("noCompareAndSet").toString())
        .isEqualTo("[\"once\",\"oneOpenTask\"]");
    assertThat(report.path("caughtBy").path("noCompareAndSet").toString())
        .isEqualTo("[\"once\",\"verdictsCounted\",\"oneOpenTask\"]");
    assertThat(report.path("caughtBy").path("heapBuffer").toString())
        .isEqualTo("[\"metersBalance\"]");
    assertThat(report.path("passed").asBoolean()).isFalse();
  }

  @Test
  void shouldKeepTheFieldsThatReadersOfReportsKnow() {
    assertThat(ReportFile.json(findings()).fieldNames())
        .toIterable()
        .contains(
            "seed",
            "mode",
            "passed",
            "requests",
            "unknownSends",
            "faults",
            "invariants",
            "recoverySeconds",
            "settleSeconds",
            "negativeControls",
            "baseline",
            "caughtBy",
            "violations",
            "notHit",
            "endedByThemselves",
            "seconds");
  }

  private void fails(String why) {
    assertThat(findings().failures()).singleElement().asString().contains(why);
    assertThat(findings().good()).isFalse();
    assertThat(Summary.of(findings())).last().isEqualTo("FAILED");
  }

  private Findings findings() {
    return new Findings(
        11,
        mode,
        load,
        new FaultTally(hits, EnumSet.allOf(FaultKind.class), List.of(), notHealed, ownDeaths),
        violations,
        new Recovery(recoveries),
        settleSeconds,
        mode.equals(Findings.FULL) ? List.copyOf(controls.values()) : List.of(),
        500);
  }

  private static Map<Invariant, List<Violation>> broke(Set<Invariant> invariants) {
    Map<Invariant, List<Violation>> broke = new EnumMap<>(Invariant.class);
    Arrays.stream(Invariant.values())
        .filter(invariants::contains)
        .forEach(one -> broke.put(one, List.of(new Violation("it", "somewhere", "is broken"))));
    return broke;
  }
}
