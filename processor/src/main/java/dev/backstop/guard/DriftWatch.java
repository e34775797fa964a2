package dev.backstop.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one model, to which all instances' counts are added. Kept in memory alone: what a
 * restart makes forgotten, the next window brings.
 */
public final class DriftWatch {

  /** While instances take on another package one after the other, the first one counts so long. */
  static final long REPLACED_MILLIS = 10_000;

  private final Map<String, DriftWindow> windows = new HashMap<>();
  private @Nullable String digest;
  private long heard;

  /**
   * Adds a report; the readings of the windows that this filled. Null if it is of another package
   * than the one that is watched, which was heard of only now.
   *
   * @param size rows of a window
   * @param now in ms
   */
  public @Nullable List<DriftReading> add(InputReport report, int size, long now) {
    if (!isOf(report.digest(), now)) {
      return null;
    }
    windows.keySet().retainAll(report.names());
    List<DriftReading> readings = new ArrayList<>();
    for (BinCounts counts : report.counts()) {
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

  /** Whether it is the package that is watched, or becomes it. */
  private boolean isOf(@Nullable String other, long now) {
    boolean another = digest != null && other != null && !digest.equals(other);
    if (another && now >= heard && now - heard < REPLACED_MILLIS) {
      return false;
    }
    if (another) {
      windows.clear();
    }
    digest = other == null ? digest : other;
    heard = now;
    return true;
  }
}
