package dev.backstop.guard;

import java.util.List;

/**
 * What a {@link RiskMonitor} has seen, to be kept through a restart: labels come slowly, and what
 * was forgotten would take days to be seen again.
 *
 * @param from answers given before do not count; in ms
 * @param tolerable the share for which the detectors were run
 * @param detectors their values
 * @param wrongs the newest labels, the oldest first: whether the answer was wrong
 */
public record RiskMemory(
    long from, double tolerable, List<Double> detectors, List<Boolean> wrongs) {

  public RiskMemory {
    detectors = List.copyOf(detectors);
    wrongs = List.copyOf(wrongs);
  }

  /** Nothing has been seen, and what was answered before does not count. */
  public static RiskMemory blank(long from) {
    return new RiskMemory(from, Double.NaN, List.of(), List.of());
  }
}
