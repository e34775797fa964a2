package dev.backstop.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One side of a simulation, then or now, as it is counted. */
final class SideCount {

  private final Map<String, Integer> mix = new TreeMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private final Tally given = new Tally();
  private final PanelTally panel = new PanelTally();
  private int reviews;
  private int answers;
  private int questions;

  /**
   * Counts a request.
   *
   * @param drawn whether it is on the audit panel; a person who is asked anyway serves for both
   */
  void add(Ending ending, boolean drawn, Truth truth) {
    mix.merge(ending.at(), 1, Integer::sum);
    latencies.add(ending.latencyMicros());
    reviews += ending.reviewed() ? 1 : 0;
    answers += ending.answers();
    questions += drawn && !ending.reviewed() ? 1 : 0;
    given.add(ending.label(), truth.given());
    panel.add(ending, truth);
  }

  Report.Side side() {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Report.Side(
        new TreeMap<>(mix),
        reviews,
        answers,
        questions,
        given.right(),
        given.known(),
        panel.audited(),
        quantile(sorted, .5),
        quantile(sorted, .99));
  }

  private static long quantile(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) Math.floor(share * sorted.length))];
  }
}
