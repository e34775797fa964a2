package dev.backstop.bench.experiment;

import dev.backstop.bench.run.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trials in turns. Every second round goes the other way round, so that nobody always follows the
 * same other. The first rounds find the sizes and warm everybody up, and are thrown away.
 */
final class Rounds {

  private Rounds() {}

  /** The trials by application, one a round, each of about so many seconds. */
  static Map<String, List<Trial>> run(
      Bench bench, List<Contestant> contestants, Workload workload, int rounds, double seconds) {
    Map<String, List<Trial>> trials = new LinkedHashMap<>();
    for (int round = 1 - bench.effort().discarded(); round <= rounds; round++) {
      for (Contestant one : order(contestants, round)) {
        bench.progress().step(step(workload, round, rounds, one));
        Trial trial = one.trial(workload, round < 1 ? seconds / 2 : seconds);
        if (round > 0) {
          trials.computeIfAbsent(one.name(), none -> new ArrayList<>()).add(trial);
        }
      }
    }
    return inOrder(contestants, trials);
  }

  private static Map<String, List<Trial>> inOrder(
      List<Contestant> contestants, Map<String, List<Trial>> trials) {
    Map<String, List<Trial>> ordered = new LinkedHashMap<>();
    contestants.forEach(one -> ordered.put(one.name(), trials.getOrDefault(one.name(), List.of())));
    return ordered;
  }

  static <T> List<T> order(List<T> all, int round) {
    if (round % 2 == 0) {
      return all;
    }
    List<T> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    return reversed;
  }

  private static String step(Workload workload, int round, int rounds, Contestant one) {
    return workload.key()
        + ": "
        + (round < 1 ? "trying" : "round " + round + " of " + rounds)
        + ", "
        + one.name();
  }
}
