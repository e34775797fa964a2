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

  /** No line is longer than 79 characters: a terminal that wraps cannot be redrawn. */
  static List<String> table(Summary summary, int planned, double seconds) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "  %5.1f s   sent %d/%d   decided %d   pending %d",
            seconds,
            summary.requests(),
            planned,
            summary.terminal(),
            summary.pending()));
    lines.add(
        String.format(
            Locale.ROOT,
            "            provisional %d   dead letters %d   duplicates %d",
            summary.provisional(),
            summary.deadLettered(),
            summary.duplicates()));
    lines.add("");
    lines.add(row("answered by", "share", "reason", "share"));
    List<Map.Entry<String, Long>> tiers = commonest(summary.byTier());
    List<Map.Entry<String, Long>> reasons = commonest(summary.byReason());
    for (int i = 0; i < Math.max(tiers.size(), reasons.size()); i++) {
      lines.add(
          row(
              name(tiers, i),
              share(tiers, i, summary.terminal()),
              name(reasons, i),
              share(reasons, i, summary.terminal())));
    }
    lines.add("");
    lines.add("  latency   without a person " + summary.latency());
    lines.add("            with a person " + summary.latencyWithPeople());
    return lines;
  }

  private static String row(String tier, String tierShare, String reason, String reasonShare) {
    return String.format(
        Locale.ROOT, "  %-14s %8s     %-18s %8s", tier, tierShare, reason, reasonShare);
  }

  private static String name(List<Map.Entry<String, Long>> counts, int index) {
    return index < counts.size() ? counts.get(index).getKey() : "";
  }

  private static String share(List<Map.Entry<String, Long>> counts, int index, long of) {
    return index < counts.size() ? new Ratio(counts.get(index).getValue(), of).toString() : "";
  }

  private static List<Map.Entry<String, Long>> commonest(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private static String shares(Map<String, Long> counts, long of) {
    return commonest(counts).stream()
        .map(entry -> entry.getKey() + ' ' + new Ratio(entry.getValue(), of))
        .collect(Collectors.joining(", "));
  }
}
