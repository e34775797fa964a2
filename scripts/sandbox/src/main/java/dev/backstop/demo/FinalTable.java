package dev.backstop.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The end of the demo in words: the figures and the promises. */
final class FinalTable {
  private static final int MOST_FLAWS = 5;

  private FinalTable() {}

  static List<String> of(Summary summary, List<Promise> promises) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d requests = %d final (%d of them rejections) + %d pending + %d dead letters + %d duplicates",
            summary.requests(),
            summary.terminal(),
            summary.rejected(),
            summary.pending(),
            summary.deadLettered(),
            summary.duplicates()));
    lines.add(summary.provisional() + " provisional decisions were given on the way.");
    lines.add("");
    lines.add("answered by        share    accuracy");
    summary.byTier().forEach((tier, count) -> lines.add(tier(tier, count, summary)));
    Accuracy accuracy = summary.accuracy();
    lines.add(row("all", "", accuracy.overall()));
    lines.add(row("primary alone", "", accuracy.primaryAlone()));
    lines.add(
        String.format(
            Locale.ROOT,
            "  The primary alone: its label whatever its confidence, on the %d requests where it gave one;",
            accuracy.primaryAlone().of()));
    lines.add("  on those, all tiers together: " + accuracy.overallWherePrimaryAnswered() + ".");
    lines.add(
        "  People were asked about "
            + summary.people()
            + " of the requests. The robot that plays them errs on purpose; here in "
            + summary.mistakes()
            + " of its verdicts.");
    lines.add("");
    lines.add("reasons");
    summary
        .byReason()
        .forEach(
            (reason, count) -> lines.add(String.format(Locale.ROOT, "  %-18s %5d", reason, count)));
    lines.add("");
    lines.add("latency from sending to reading the decision");
    lines.add("  without a person   " + summary.latency());
    lines.add("  with a person      " + summary.latencyWithPeople());
    lines.add("");
    lines.add("promises");
    promises.forEach(promise -> lines.addAll(promise(promise)));
    return lines;
  }

  private static String tier(String tier, long count, Summary summary) {
    Map<String, Ratio> byTier = summary.accuracy().byTier();
    return row(
        tier,
        new Ratio(count, summary.terminal()).toString(),
        byTier.getOrDefault(tier, new Ratio(0, 0)));
  }

  private static String row(String name, String share, Ratio accuracy) {
    return String.format(Locale.ROOT, "  %-14s %8s    %8s", name, share, accuracy);
  }

  private static List<String> promise(Promise promise) {
    List<String> lines = new ArrayList<>();
    lines.add((promise.held() ? "  held    " : "  BROKEN  ") + promise.name());
    lines.add("          " + promise.meaning());
    promise.broken().stream().limit(MOST_FLAWS).forEach(flaw -> lines.add("          - " + flaw));
    if (promise.broken().size() > MOST_FLAWS) {
      lines.add("          - and " + (promise.broken().size() - MOST_FLAWS) + " more");
    }
    return lines;
  }
}
