package dev.backstop.cli.page;

import static dev.backstop.cli.page.Html.escaped;
import static dev.backstop.cli.page.Html.isolated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Charts of meters, drawn as they are written: the page has no script. */
public final class ChartsPage {

  private ChartsPage() {}

  /** The whole page. */
  public static String of(String title, String about, List<Chart> charts, PageParts parts) {
    Html body =
        new Html()
            .line("<header>")
            .line("<h1>" + isolated(title) + "</h1>")
            .paragraph(about)
            .line("</header>");
    for (int i = 0; i < charts.size(); i++) {
      chart(body, charts.get(i), "chart-" + i);
    }
    return parts.page(title, body.toString());
  }

  private static void chart(Html body, Chart chart, String id) {
    body.line("<section aria-labelledby=\"" + id + "\">")
        .line("<h2 id=\"" + id + "\">" + escaped(chart.title()) + "</h2>");
    if (chart.series().isEmpty()) {
      body.paragraph("There are no values of that time.");
    } else {
      body.raw(new ChartLines(chart).svg());
      body.table(
          chart.title() + (chart.unit().isEmpty() ? "" : ", in " + chart.unit()),
          List.of("line", "#least", "#most", "#last"),
          rows(chart));
    }
    body.line("</section>");
  }

  private static List<List<String>> rows(Chart chart) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < chart.series().size(); i++) {
      Chart.Series series = chart.series().get(i);
      double[] values =
          series.points().stream()
              .mapToDouble(Chart.Point::value)
              .filter(Double::isFinite)
              .toArray();
      if (values.length > 0) {
        rows.add(
            List.of(
                "<span class=\"key s"
                    + i % ChartLines.COLOURS
                    + "\">■</span> "
                    + isolated(series.name()),
                figure(Arrays.stream(values).min().orElse(0)),
                figure(Arrays.stream(values).max().orElse(0)),
                figure(values[values.length - 1])));
      }
    }
    return rows;
  }

  /** To about four digits. */
  static String figure(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%d", (long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
