package dev.backstop.bench.experiment;

import dev.backstop.bench.run.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trials in turns. Every second round goes the other way round, so that nobody always follows the
 * same other. The first rounds find the sizes and warm everybody up, and are thrown away: as many
 * as are planned, and more until nobody becomes faster, at most three times as many.
 */
final class Rounds {

  private Rounds() {}

  /** The trials by application, one a round, each of about so many seconds. */
  static Map<String, List<Trial>> run(
      Bench bench, List<Contestant> contestants, Workload workload, int rounds, double seconds) {
    warmUp(bench, contestants, workload, seconds / 2);
    Map<String, List<Trial>> trials = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Contestant one : order(contestants, round)) {
        bench
            .progress()
            .step(workload.key() + ": round " + round + " of " + rounds + ", " + one.name());
        trials
            .computeIfAbsent(one.name(), none -> new ArrayList<>())
            .add(one.trial(workload, seconds));
      }
    }
    return inOrder(contestants, trials);
  }

  private static void warmUp(
      Bench bench, List<Contestant> contestants, Workload workload, double seconds) {
    int planned = bench.effort().discarded();
    Settling settling = new Settling();
    for (int round = 1;
        round <= planned || (!settling.settled() && round <= 3 * planned);
        round++) {
      settling.nextRound();
      for (Contestant one : order(contestants, round)) {
        bench.progress().step(workload.key() + ": trying, " + one.name());
        settling.add(one.name(), one.trial(workload, seconds).perSecond());
      }
    }
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
}
