package dev.backstop.verify.run;

import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.history.History;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param faults how many of each kind hit
 * @param ownDeaths ends of instances that no fault is to blame for
 */
public record Outcome(
    History history, List<Struck> struck, Map<FaultKind, Integer> faults, List<String> ownDeaths) {}
