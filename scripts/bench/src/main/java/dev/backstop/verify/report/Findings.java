package dev.backstop.verify.report;

import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.fault.FaultKind;
import java.util.List;
import java.util.Map;

/**
 * All that is told of a run.
 *
 * @param requests records sent to the requests topic
 * @param unknown of these, how many have an unknown fate
 * @param faults how many of each kind met unfinished work
 * @param notHit faults that met none, in words
 * @param violations of each invariant
 * @param recoveries seconds, one for each death of an instance
 * @param controls whether each negative control was found out; empty if none was run
 * @param caughtBy the invariants that each control broke
 * @param ownDeaths ends of instances that no fault is to blame for
 */
public record Findings(
    long seed,
    String mode,
    long requests,
    long unknown,
    Map<FaultKind, Integer> faults,
    List<String> notHit,
    Map<Invariant, List<Violation>> violations,
    Recovery recoveries,
    double settleSeconds,
    Map<String, Boolean> controls,
    Map<String, List<String>> caughtBy,
    List<String> ownDeaths,
    double seconds) {

  /** The mode with few faults and no controls. */
  public static final String QUICK = "quick";

  /** The control in which nothing is broken. */
  static final String BASELINE = "baseline";

  /**
   * Whether everything is as it must be. A quick run is for machines that do something else as
   * well; it tells how long recovery took, and does not judge it.
   */
  public boolean good() {
    return violations.values().stream().allMatch(List::isEmpty)
        && (recoveries.held() || mode.equals(QUICK))
        && controls.values().stream().allMatch(red -> red)
        && caughtBy.getOrDefault(BASELINE, List.of()).isEmpty();
  }
}
