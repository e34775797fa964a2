package dev.backstop.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The windows of one model in one segment, to which all instances' counts are added. Kept in memory
 * alone: what a restart makes forgotten, the next window brings.
 */
public final class DriftWatch {

  private final Map<String, DriftWindow> windows = new HashMap<>();

  /**
   * Adds counts; the readings of the windows that this filled.
   *
   * @param size rows of a window
   */
  public List<DriftReading> add(List<BinCounts> more, int size) {
    List<DriftReading> readings = new ArrayList<>();
    for (BinCounts counts : more) {
      DriftWindow window = windows.get(counts.name());
      if (window == null || !window.isOf(counts.expected())) {
        window = new DriftWindow(counts.name(), counts.expected());
        windows.put(counts.name(), window);
      }
      DriftReading reading = window.add(counts.actual(), size);
      if (reading != null) {
        readings.add(reading);
      }
    }
    return readings;
  }
}
