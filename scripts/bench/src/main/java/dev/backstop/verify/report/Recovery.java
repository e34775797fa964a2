package dev.backstop.verify.report;

import java.util.List;

/** The seconds of recoveries, and the bars they must keep under. */
public record Recovery(List<Double> seconds) {
  static final double MEDIAN_BAR = 6;
  static final double MAX_BAR = 15;

  public Recovery {
    seconds = seconds.stream().sorted().toList();
  }

  double median() {
    if (seconds.isEmpty()) {
      return Double.NaN;
    }
    int middle = seconds.size() / 2;
    return seconds.size() % 2 == 1
        ? seconds.get(middle)
        : (seconds.get(middle - 1) + seconds.get(middle)) / 2;
  }

  double max() {
    return seconds.isEmpty() ? Double.NaN : seconds.get(seconds.size() - 1);
  }

  /** Without a recovery nothing is held. */
  boolean held() {
    return median() < MEDIAN_BAR && max() < MAX_BAR;
  }
}
