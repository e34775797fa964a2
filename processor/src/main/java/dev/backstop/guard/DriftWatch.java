package dev.backstop.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one model, to which all instances' counts are added, those of each package that
 * goes by its name apart. The package in force is the one that most of the recent reports are of:
 * what it is asked counts, and of the others it is only known for the case that one of them comes
 * in force. So neither the first instance that has a new package nor the last one that has not
 * keeps the model from being watched.
 *
 * <p>Kept in memory alone: what a restart makes forgotten, the next window brings.
 */
public final class DriftWatch {

  /** Reports of so long a time are held against each other. */
  static final long RECENT_MILLIS = 60_000;

  /**
   * A package must have been heard of for so long before it takes the place of another that is: the
   * first reports after a start, or after a pause, come in no order.
   */
  static final long SETTLED_MILLIS = 10_000;

  /** Of a package that is not known, since the reporter does not say. */
  private static final String UNNAMED = "";

  /** A package of which nothing was heard for so long is as good as new when it comes again. */
  static final long KEPT_MILLIS = 600_000;

  private final Map<String, Version> versions = new HashMap<>();
  private @Nullable Version inForce;
  private int known;

  /** When the first report came after a time without any. */
  private long resumed;

  /**
   * Goes on with the package that was in force before, as far as that is known: one report of an
   * instance that has another must not make forgotten what stands.
   *
   * @param remembered the package's digest; null if it is not known
   */
  public DriftWatch(@Nullable String remembered, long now) {
    if (remembered != null) {
      // Which of two is the newer one nobody can tell after a start; this one has been in force.
      Version version = new Version(Integer.MAX_VALUE);
      version.heard(now);
      versions.put(remembered, version);
      inForce = version;
    }
  }

  /**
   * Adds a report; the readings of the windows that this filled, or that a package had filled
   * before it came in force just now. Null if it is of another package than the one in force.
   *
   * @param size rows of a window
   * @param now in ms
   */
  public @Nullable List<DriftReading> add(InputReport report, int size, long now) {
    versions.values().forEach(one -> one.forget(now));
    if (versions.values().stream().allMatch(one -> one.heard.isEmpty())) {
      resumed = now;
    }
    Version version = version(report.digest());
    version.heard(now);
    version.add(report, size);
    boolean settled = now - Math.max(version.first, resumed) >= SETTLED_MILLIS;
    if (inForce == null || (settled && version.replaces(inForce))) {
      inForce = version;
    }
    Version counts = inForce;
    versions.values().removeIf(one -> one != counts && now - one.last > KEPT_MILLIS);
    return version == counts ? version.take() : null;
  }

  /** The one of that digest; where that is not said, the one in force. */
  private Version version(@Nullable String digest) {
    Version unnamed = versions.get(UNNAMED);
    if (digest == null) {
      return inForce != null ? inForce : named(UNNAMED);
    }
    if (unnamed != null) {
      versions.remove(UNNAMED);
      versions.put(digest, unnamed);
    }
    return named(digest);
  }

  private Version named(String digest) {
    return versions.computeIfAbsent(digest, unseen -> new Version(known++));
  }

  /** What is known of one package. */
  private static final class Version {

    /** The later it was first heard of, the higher. */
    private final int number;

    private final Map<String, DriftWindow> windows = new HashMap<>();
    private final Deque<Long> heard = new ArrayDeque<>();

    /** The newest by name that nobody has taken yet. */
    private final Map<String, DriftReading> readings = new LinkedHashMap<>();

    private long first;
    private long last;

    Version(int number) {
      this.number = number;
    }

    void heard(long now) {
      // A clock that was set back must not make it one that is yet to be heard of.
      if (last == 0 || Math.abs(now - last) > KEPT_MILLIS || now < first) {
        first = now;
      }
      last = now;
      heard.add(now);
    }

    void add(InputReport report, int size) {
      windows.keySet().retainAll(report.names());
      readings.keySet().retainAll(report.names());
      for (BinCounts counts : report.counts()) {
        DriftWindow window = windows.get(counts.name());
        if (window == null || !window.isOf(counts.expected())) {
          window = new DriftWindow(counts.name(), counts.expected());
          windows.put(counts.name(), window);
        }
        DriftReading reading = window.add(counts.actual(), size);
        if (reading != null) {
          readings.put(counts.name(), reading);
        }
      }
    }

    /** Lets go of reports that are not recent, also where the clock was set back by much. */
    void forget(long now) {
      while (!heard.isEmpty() && Math.abs(now - heard.element()) > RECENT_MILLIS) {
        heard.remove();
      }
    }

    /**
     * Whether it comes in force in the place of another: as many instances have it, and it is the
     * newer one; or twice as many have it, so that two that are about even do not take turns. That
     * nobody has asked for a while is no reason to take the first that is heard of again.
     */
    boolean replaces(Version other) {
      if (this == other) {
        return false;
      }
      int enough = number > other.number ? other.heard.size() : 2 * other.heard.size();
      return heard.size() >= enough;
    }

    List<DriftReading> take() {
      List<DriftReading> taken = new ArrayList<>(readings.values());
      readings.clear();
      return taken;
    }
  }
}
