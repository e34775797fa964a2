package dev.backstop.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Shows the figures while they grow: on a terminal a table redrawn in place, elsewhere one line
 * every few seconds.
 */
final class LiveTable {
  private static final double SECONDS_BETWEEN_LINES = 3;
  private static final String CLEAR = "\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private int drawn;
  private double lastLine = Double.NEGATIVE_INFINITY;

  LiveTable(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows the figures at a time, in seconds since the stream began. */
  void show(Summary summary, int planned, double seconds) {
    if (terminal) {
      redraw(table(summary, planned, seconds));
    } else if (seconds - lastLine >= SECONDS_BETWEEN_LINES) {
      lastLine = seconds;
      out.println(line(summary, planned, seconds));
    }
  }

  /** Shows the last figures, also where the next line would not be due. */
  void finish(Summary summary, int planned, double seconds) {
    lastLine = Double.NEGATIVE_INFINITY;
    show(summary, planned, seconds);
  }

  private void redraw(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\033[" + drawn + 'A');
    }
    lines.forEach(line -> text.append(line).append(CLEAR).append('\n'));
    // What an earlier, longer table left below.
    for (int i = lines.size(); i < drawn; i++) {
      text.append(CLEAR).append('\n');
    }
    drawn = Math.max(drawn, lines.size());
    out.print(text);
    out.flush();
  }

  static String line(Summary summary, int planned, double seconds) {
    return String.format(
        Locale.ROOT,
        "  %5.1f s  sent %d/%d  decided %d  pending %d  dead letters %d  duplicates %d  %s  %s",
        seconds,
        summary.requests(),
        planned,
        summary.terminal(),
        summary.pending(),
        summary.deadLettered(),
        summary.duplicates(),
        shares(summary.byTier(), summary.terminal()),
        summary.latency());
  }

  static List<String> table(Summary summary, int planned, double seconds) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "  %5.1f s   sent %d/%d   decided %d   pending %d   provisional %d   dead letters %d   duplicates %d",
            seconds,
            summary.requests(),
            planned,
            summary.terminal(),
            summary.pending(),
            summary.provisional(),
            summary.deadLettered(),
            summary.duplicates()));
    lines.add("  tiers     " + shares(summary.byTier(), summary.terminal()));
    lines.add("  reasons   " + shares(summary.byReason(), summary.terminal()));
    lines.add("  latency   models " + summary.latency());
    lines.add("            with people " + summary.latencyWithPeople());
    return lines;
  }

  /** The commonest first. */
  private static String shares(Map<String, Long> counts, long of) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .map(entry -> entry.getKey() + ' ' + new Ratio(entry.getValue(), of))
        .collect(Collectors.joining(", "));
  }
}
