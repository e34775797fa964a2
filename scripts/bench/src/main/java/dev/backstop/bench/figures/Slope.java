package dev.backstop.bench.figures;

import java.util.List;

/** The straight line through some points, by least squares. */
public record Slope(double perUnit, double atZero) {

  /** A measured point. */
  public record Point(double x, double y) {}

  /** Through at least two points of different x. */
  public static Slope through(List<Point> points) {
    double meanX = points.stream().mapToDouble(Point::x).average().orElseThrow();
    double meanY = points.stream().mapToDouble(Point::y).average().orElseThrow();
    double squares = points.stream().mapToDouble(p -> (p.x() - meanX) * (p.x() - meanX)).sum();
    if (squares == 0) {
      throw new IllegalArgumentException("a line needs two points of different x");
    }
    double products = points.stream().mapToDouble(p -> (p.x() - meanX) * (p.y() - meanY)).sum();
    double slope = products / squares;
    return new Slope(slope, meanY - slope * meanX);
  }
}
