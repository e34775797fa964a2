package dev.backstop.verify.report;

import dev.backstop.verify.fault.FaultKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the faults did.
 *
 * @param hits how many of each kind met unfinished work
 * @param planned the kinds that were to strike
 * @param notHit faults that met none, in words
 * @param notHealed faults after which not everything ran again in time, in words
 * @param ownDeaths ends of instances that no fault is to blame for
 */
public record FaultTally(
    Map<FaultKind, Integer> hits,
    Set<FaultKind> planned,
    List<String> notHit,
    List<String> notHealed,
    List<String> ownDeaths) {

  /** The kinds that never hit, whatever was planned: the run shows nothing about them. */
  List<String> missedKinds() {
    return planned.stream()
        .filter(kind -> hits.getOrDefault(kind, 0) == 0)
        .map(FaultKind::title)
        .toList();
  }
}
