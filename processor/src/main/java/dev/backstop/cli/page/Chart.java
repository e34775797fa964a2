package dev.backstop.cli.page;

import java.time.Instant;
import java.util.List;

/**
 * A chart of meters over time.
 *
 * @param unit of its values, or empty
 * @param marked the part of the time that it is about
 */
public record Chart(String title, String unit, Marked marked, List<Series> series) {

  public Chart {
    series = List.copyOf(series);
  }

  /** From when to when. */
  public record Marked(Instant from, Instant to) {}

  /** One line. */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A value at a time; one that is no number is a gap. */
  public record Point(Instant at, double value) {}
}
