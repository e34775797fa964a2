package dev.backstop.guard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fixed bins of one feature, or of the confidence. A value that is missing, or not of the
 * feature's type, has a bin of its own: the last one.
 */
public sealed interface Bins {

  /** How many there are, with the one for missing values. */
  int size();

  /** The bin of a value, from 0. */
  int of(@Nullable Object value);

  /**
   * Numbers, by the quantiles of the reference: bin i holds what is at most {@code edges[i]} and
   * above the edge before it; the last but one what is above all.
   *
   * @param edges rising, at least one
   */
  record Numbers(List<Double> edges) implements Bins {

    public Numbers {
      edges = List.copyOf(edges);
      boolean rises = !edges.isEmpty();
      for (int i = 0; i < edges.size(); i++) {
        rises &= Double.isFinite(edges.get(i)) && (i == 0 || edges.get(i) > edges.get(i - 1));
      }
      new Checks("bins")
          .that(rises, "edges", "finite, rising, and at least one", edges)
          .throwIfAny();
    }

    @Override
    public int size() {
      return edges.size() + 2;
    }

    @Override
    public int of(@Nullable Object value) {
      return value instanceof Number number ? of(number.doubleValue()) : size() - 1;
    }

    public int of(double value) {
      if (Double.isNaN(value)) {
        return size() - 1;
      }
      int low = 0;
      int high = edges.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (value > edges.get(middle)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  /**
   * Categories, each a bin; those that the reference does not have share the last but one.
   *
   * @param positions of the categories, 0 to their number − 1
   */
  record Categories(Map<String, Integer> positions) implements Bins {

    public Categories {
      positions = Map.copyOf(positions);
      int size = positions.size();
      boolean each =
          positions.values().stream().distinct().filter(at -> at >= 0 && at < size).count() == size;
      new Checks("bins")
          .that(each && size > 0, "positions", "0 to their number - 1, each once", positions)
          .throwIfAny();
    }

    @Override
    public int size() {
      return positions.size() + 2;
    }

    @Override
    public int of(@Nullable Object value) {
      if (value instanceof String || value instanceof Boolean) {
        return positions.getOrDefault(value.toString(), positions.size());
      }
      return size() - 1;
    }
  }
}
