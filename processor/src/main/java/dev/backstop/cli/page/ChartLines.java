package dev.backstop.cli.page;

import static dev.backstop.cli.page.Html.escaped;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.LongStream;

/** The lines of a chart as SVG, in the style of the page. */
final class ChartLines {

  static final int COLOURS = 6;

  private static final int WIDTH = 900;
  private static final int HEIGHT = 240;
  private static final int LEFT = 64;
  private static final int BOTTOM = 24;
  private static final int TOP = 8;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Chart chart;
  private final long from;
  private final long to;
  private final double most;

  ChartLines(Chart chart) {
    this.chart = chart;
    this.from = chart.series().stream().flatMapToLong(ChartLines::times).min().orElse(0);
    this.to =
        Math.max(
            from + 1, chart.series().stream().flatMapToLong(ChartLines::times).max().orElse(1));
    double highest =
        chart.series().stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(Chart.Point::value)
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    this.most = highest > 0 ? highest : 1;
  }

  String svg() {
    Html svg =
        new Html()
            .line(
                "<svg class=\"lines\" viewBox=\"0 0 "
                    + WIDTH
                    + ' '
                    + HEIGHT
                    + "\" role=\"img\" aria-label=\""
                    + escaped(chart.title())
                    + "\">");
    double begin = Math.max(LEFT, x(chart.marked().from()));
    double end = Math.min(WIDTH, x(chart.marked().to()));
    if (end > begin) {
      svg.line(
          "<rect class=\"marked\" x=\""
              + number(begin)
              + "\" y=\""
              + TOP
              + "\" width=\""
              + number(end - begin)
              + "\" height=\""
              + (HEIGHT - BOTTOM - TOP)
              + "\"/>");
    }
    for (double share : new double[] {0, .5, 1}) {
      String y = number(y(most * share));
      svg.line("<path class=\"grid\" d=\"M" + LEFT + ' ' + y + "H" + WIDTH + "\"/>");
      text(svg, LEFT - 6, y, "end", ChartsPage.figure(most * share));
    }
    for (int i = 0; i <= 4; i++) {
      Instant at = Instant.ofEpochMilli(from + (to - from) * i / 4);
      String anchor = i == 0 ? "start" : i == 4 ? "end" : "middle";
      text(svg, x(at), Integer.toString(HEIGHT - 6), anchor, TIME.format(at));
    }
    for (int i = 0; i < chart.series().size(); i++) {
      svg.line(
          "<path class=\"line s" + i % COLOURS + "\" d=\"" + path(chart.series().get(i)) + "\"/>");
    }
    return svg.line("</svg>").toString();
  }

  /** A gap where there is no number; a value alone is a dot, by its round cap. */
  private String path(Chart.Series series) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (Chart.Point point : series.points()) {
      if (Double.isFinite(point.value())) {
        String place = number(x(point.at())) + ' ' + number(y(point.value()));
        path.append(drawing ? "L" : "M").append(place);
        if (!drawing) {
          path.append("L").append(place);
        }
        drawing = true;
      } else {
        drawing = false;
      }
    }
    return path.toString();
  }

  private static void text(Html svg, double x, String y, String anchor, String text) {
    svg.line(
        "<text x=\""
            + number(x)
            + "\" y=\""
            + y
            + "\" text-anchor=\""
            + anchor
            + "\">"
            + escaped(text)
            + "</text>");
  }

  private double x(Instant at) {
    return LEFT + (WIDTH - LEFT) * (double) (at.toEpochMilli() - from) / (to - from);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.max(0, value) / most;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static LongStream times(Chart.Series series) {
    return series.points().stream().mapToLong(point -> point.at().toEpochMilli());
  }
}
