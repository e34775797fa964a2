package dev.backstop.verify.report;

import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.control.Control;
import dev.backstop.verify.control.ControlFinding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that is told of a run.
 *
 * @param violations of each invariant
 * @param recoveries seconds, one for each death of an instance
 * @param controls what was seen of each; empty if none was run
 */
public record Findings(
    long seed,
    String mode,
    Load load,
    FaultTally faults,
    Map<Invariant, List<Violation>> violations,
    Recovery recoveries,
    double settleSeconds,
    List<ControlFinding> controls,
    double seconds) {

  /** The mode with few faults and no controls. */
  public static final String QUICK = "quick";

  /** The mode that judges everything. */
  public static final String FULL = "full";

  /** In seconds. */
  static final double SETTLE_BAR = 30;

  public Findings {
    controls = List.copyOf(controls);
  }

  /** Whether everything is as it must be. */
  public boolean good() {
    return failures().isEmpty();
  }

  /**
   * What is not as it must be, in words.
   *
   * <p>A quick run is for machines that do something else as well: it tells how long recovery took,
   * how soon all was decided, and which kinds of faults met nothing, and judges none of it. It has
   * no controls.
   */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    violations.forEach(
        (invariant, found) -> {
          if (!found.isEmpty()) {
            failures.add(invariant.title() + " is broken");
          }
        });
    if (load.requests() == 0 || load.decided() < load.leastDecided()) {
      failures.add(
          load.requests()
              + " records were sent and "
              + load.decided()
              + " decided, where at least "
              + load.leastDecided()
              + " must be for the run to show anything");
    }
    failures.addAll(faults.ownDeaths());
    faults.notHealed().forEach(one -> failures.add("not healed: " + one));
    if (isFull()) {
      full(failures);
    }
    return failures;
  }

  private void full(List<String> failures) {
    if (!recoveries.held()) {
      failures.add("recovery missed its bars");
    }
    if (settleSeconds > SETTLE_BAR) {
      failures.add(
          String.format(
              Locale.ROOT,
              "it took %.1f s after the last fault until everything was decided (bar %.0f s)",
              settleSeconds,
              SETTLE_BAR));
    }
    faults.missedKinds().forEach(kind -> failures.add("no " + kind + " met unfinished work"));
    Arrays.stream(Control.values())
        .filter(control -> controls.stream().noneMatch(one -> one.control() == control))
        .forEach(control -> failures.add("control " + control.title() + " was not run"));
    controls.stream()
        .filter(one -> !one.asItMust())
        .forEach(one -> failures.add("control " + one.control().title() + " went wrong"));
  }

  boolean isFull() {
    return mode.equals(FULL);
  }
}
