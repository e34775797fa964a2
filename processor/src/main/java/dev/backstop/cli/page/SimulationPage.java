package dev.backstop.cli.page;

import static dev.backstop.cli.page.ChartRows.number;
import static dev.backstop.cli.page.Html.escaped;
import static dev.backstop.cli.page.Html.isolated;

import dev.backstop.cli.story.Words;
import dev.backstop.simulation.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulation as a page. Each chart is drawn by the page's script from the table beside it, so
 * that nothing stands in a chart that a table does not say, and no value is ever part of a script.
 */
public final class SimulationPage {

  /** Kinds of changes that are listed; the others are counted. */
  public static final int MOST_CHANGES = 50;

  private final Simulated simulated;
  private final Report report;
  private final ChartRows charts;
  private final Html body = new Html();

  private SimulationPage(Simulated simulated) {
    this.simulated = simulated;
    this.report = simulated.report();
    this.charts = new ChartRows(simulated);
  }

  /** The whole page. */
  public static String of(Simulated simulated, PageParts parts) {
    SimulationPage page = new SimulationPage(simulated);
    page.summary();
    page.mix();
    page.changes();
    page.reviews();
    page.accuracy();
    page.latency();
    page.unknown();
    return parts.page("What " + simulated.policy() + " would have decided", page.body.toString());
  }

  private void summary() {
    body.line("<header>")
        .line("<h1>What " + isolated(simulated.policy()) + " would have decided</h1>")
        .paragraph(
            "The requests of domain "
                + simulated.domain()
                + " that were answered in the "
                + Words.span(simulated.since())
                + " before "
                + Words.time(simulated.at())
                + ", put to this policy. No model was asked: what the models said is taken from the decisions.")
        .line("<dl class=\"cards\">");
    card(number(report.requests()), "requests");
    card(number(report.known()), "of them can be told");
    card(
        String.format(
            Locale.ROOT,
            "%s (%.1f %%)",
            number(simulated.changed()),
            simulated.percent(simulated.changed())),
        "end elsewhere or otherwise");
    card(
        change(hours(report.before()), hours(report.after())),
        "person-hours of review and audit panel, then and now");
    if (simulated.byPanel()) {
      card(
          change(audited(report.before()), audited(report.after())),
          "right answers that no person gave, by the audit panel, then and now");
    }
    if (simulated.byLabels() || !simulated.byPanel()) {
      card(
          change(accuracy(report.before()), accuracy(report.after())),
          "right answers by the labels given, then and now");
    }
    if (report.costs().requests() > 0) {
      card(
          String.format(
              Locale.ROOT, "%.2f → %.2f", report.costs().before(), report.costs().after()),
          "expected cost of mistakes and reviews, of "
              + number(report.costs().requests())
              + " requests");
    }
    body.line("</dl>").line("</header>");
  }

  private void card(String figure, String meaning) {
    body.line(
        "<div><dt>"
            + escaped(meaning)
            + "</dt><dd>"
            + escaped(figure).replace(" %", "&nbsp;%")
            + "</dd></div>");
  }

  private void mix() {
    section("mix", "Where requests end", "Share of requests by where they end, then and now.", "%");
    body.table(
        "Requests by where they end",
        List.of("ends at", "#then", "#share then", "#now", "#share now", "#difference"),
        charts.mix());
    end();
  }

  private void changes() {
    body.line("<section aria-labelledby=\"changes\">")
        .line("<h2 id=\"changes\">Which requests change, and why</h2>");
    if (report.changes().isEmpty()) {
      body.paragraph("No request ends elsewhere or with another answer.").line("</section>");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Report.Change change : report.changes().stream().limit(MOST_CHANGES).toList()) {
      Report.Change.Kind kind = change.kind();
      rows.add(
          List.of(
              number(change.requests()),
              ending(kind.from(), kind.labelBefore(), kind.segmentBefore()),
              path(kind.pathBefore()),
              ending(kind.to(), kind.labelAfter(), kind.segment()),
              path(kind.path()),
              String.join(", ", change.examples().stream().map(Html::isolated).toList())));
    }
    body.table(
        "Requests that end elsewhere or otherwise, the most frequent change first",
        List.of(
            "#requests", "ended at", "by this way", "would end at", "by this way now", "such as"),
        rows);
    int rest = report.changes().size() - rows.size();
    if (rest > 0) {
      int requests =
          report.changes().stream().skip(MOST_CHANGES).mapToInt(Report.Change::requests).sum();
      body.paragraph(
          "And "
              + number(rest)
              + " rarer kinds of change with "
              + number(requests)
              + " requests; backstop policy simulate --json has all of them.");
    }
    body.paragraph(
            "The way names each tier with what it said or would have said: OK where it answers, else the reason why the next one is asked. backstop policy simulate --changes FILE writes each request, and why it ends otherwise.")
        .line("</section>");
  }

  private void reviews() {
    section(
        "reviews",
        "Review load",
        "Person-hours of reviews and of the audit panel, then and now.",
        "h");
    body.table(
        "Reviews, and questions of the audit panel beside decisions, at " + minutes() + " each",
        List.of(
            "when",
            "#reviews",
            "#share of requests",
            "#hours of reviews",
            "#panel questions",
            "#hours of the panel"),
        charts.reviews());
    end();
  }

  private String minutes() {
    double minutes = simulated.reviewMinutes();
    String figure = minutes == Math.rint(minutes) ? "%.0f" : "%.1f";
    return String.format(Locale.ROOT, figure + " minutes", minutes);
  }

  private void accuracy() {
    section(
        "accuracy",
        "Right answers",
        "Share of right answers by the labels given and by the audit panel, then and now.",
        "%");
    body.table(
        "Right answers by the labels given, and those that no person gave by the audit panel",
        List.of(
            "when",
            "#right by labels",
            "#labels",
            "#share by labels",
            "#right by panel",
            "#panel answers",
            "#share by panel"),
        charts.accuracy());
    body.paragraph(
        "The panel is a fair sample of all requests; in its share each of its answers stands for as many as the rate at which it was drawn says. Where a person would be asked who was not asked then, there is no answer to count: the two rows may be of different requests.");
    simulated.panelNotes().forEach(note -> body.paragraph("To be known: " + note + "."));
    if (report.unasked().requests() > 0) {
      body.paragraph(simulated.unasked() + ".");
    }
    end();
  }

  private void latency() {
    section(
        "latency",
        "Time in models",
        "Median and 99th percentile of the time in models, then and now.",
        "ms");
    body.table(
        "What the models of a request took together",
        List.of("when", "#median", "#99th percentile"),
        charts.latency());
    end();
  }

  private void unknown() {
    body.line("<section aria-labelledby=\"unknown\">")
        .line("<h2 id=\"unknown\">What cannot be known</h2>");
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, Integer> tier : new TreeMap<>(report.unknown()).entrySet()) {
      rows.add(
          List.of(
              "would be asked at " + isolated(tier.getKey()) + ", which was not asked then",
              number(tier.getValue())));
    }
    if (simulated.withoutRequest() > 0) {
      rows.add(
          List.of(
              "decided within the span, requested before it", number(simulated.withoutRequest())));
    }
    if (report.otherDomains() > 0) {
      rows.add(List.of("of other domains", number(report.otherDomains())));
    }
    if (rows.isEmpty()) {
      body.paragraph("Nothing: every request could be told.");
    } else {
      body.table(
          "Requests that are in none of the figures above", List.of("why", "#requests"), rows);
    }
    body.line("</section>");
  }

  /** Opens a part whose chart is drawn from the table that follows. */
  private void section(String id, String title, String description, String unit) {
    body.line("<section aria-labelledby=\"" + id + "\">")
        .line("<h2 id=\"" + id + "\">" + escaped(title) + "</h2>")
        .line(
            "<div class=\"pair\" data-chart=\""
                + id
                + "\" data-unit=\""
                + unit
                + "\" data-description=\""
                + escaped(description)
                + "\">");
  }

  private void end() {
    body.line("</div>").line("</section>");
  }

  private static String ending(String at, @Nullable String label, @Nullable String segment) {
    return isolated(at)
        + (label == null ? "" : " (" + isolated(label) + ")")
        + (segment == null ? "" : " in " + isolated(segment));
  }

  /** One tier a line where there is no room for all. */
  private static String path(String lineage) {
    return "<code>" + escaped(lineage).replace("&gt;", " <wbr>&gt; ") + "</code>";
  }

  private String hours(Report.Side side) {
    return String.format(Locale.ROOT, "%.1f", simulated.hours(side));
  }

  private static String accuracy(Report.Side side) {
    return side.known() == 0
        ? "not known"
        : String.format(Locale.ROOT, "%.1f %%", Simulated.percent(side.right(), side.known()));
  }

  private static String audited(Report.Side side) {
    Double share = side.audited().share();
    return share == null ? "not known" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String change(String then, String now) {
    return then.equals(now) ? now : then + " → " + now;
  }
}
