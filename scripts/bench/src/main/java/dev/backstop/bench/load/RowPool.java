package dev.backstop.bench.load;

import dev.backstop.bench.load.Mix.Way;
import dev.backstop.demo.Application;
import dev.backstop.demo.Applications;
import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Scorer;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.rig.RigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The credit applications, sorted by which tier is sure of them: the models themselves are asked
 * first, so that a mix is what it says.
 */
public final class RowPool {
  /** Rows near a threshold are left out: a mix must not hang on the last digit of a score. */
  private static final double MARGIN = 0.001;

  private final Map<Way, List<Map<String, Object>>> rows;

  private RowPool(Map<Way, List<Map<String, Object>>> rows) {
    this.rows = rows;
  }

  /**
   * Sorts the applications of the credit example.
   *
   * @param credit the example's folder
   */
  public static RowPool of(Path credit, double primaryThreshold, double secondaryThreshold) {
    List<Map<String, Object>> all =
        Applications.read(credit.resolve("data/stream.csv")).stream()
            .map(Application::features)
            .toList();
    double[] primary = confidences(credit.resolve("models/primary"), all);
    double[] secondary = confidences(credit.resolve("models/secondary"), all);
    Map<Way, List<Map<String, Object>>> rows = new EnumMap<>(Way.class);
    for (int i = 0; i < all.size(); i++) {
      Way way = way(primary[i] - primaryThreshold, secondary[i] - secondaryThreshold);
      if (way != null) {
        rows.computeIfAbsent(way, none -> new ArrayList<>()).add(all.get(i));
      }
    }
    for (Way way : Way.values()) {
      if (!rows.containsKey(way)) {
        throw new RigException(
            "no credit application is for " + way, "restore scripts/credit (git checkout)");
      }
    }
    return new RowPool(rows);
  }

  /** Null for rows that a model refuses or that are near a threshold. */
  static @Nullable Way way(double overPrimary, double overSecondary) {
    if (Double.isNaN(overPrimary) || Double.isNaN(overSecondary)) {
      return null;
    }
    if (Math.abs(overPrimary) < MARGIN || Math.abs(overSecondary) < MARGIN) {
      return null;
    }
    if (overSecondary < 0) {
      return overPrimary < 0 ? Way.REVIEW : null;
    }
    return overPrimary < 0 ? Way.SECONDARY : Way.PRIMARY;
  }

  private static double[] confidences(Path folder, List<Map<String, Object>> rows) {
    try (Scorer scorer = new DjlModels().loadScorer(ModelPackage.read(folder))) {
      List<Outcome> outcomes = scorer.scoreAll(rows.stream().map(RowPool::features).toList());
      return outcomes.stream()
          .mapToDouble(
              outcome ->
                  outcome instanceof Outcome.Scored scored
                      ? scored.score().confidence()
                      : Double.NaN)
          .toArray();
    }
  }

  private static Features features(Map<String, Object> row) {
    return new Features(new HashMap<String, @Nullable Object>(row));
  }

  private List<Map<String, Object>> rows(Way way) {
    return Objects.requireNonNull(rows.get(way));
  }

  /** A row that goes this way. */
  Map<String, Object> pick(Way way, Random random) {
    List<Map<String, Object>> some = rows(way);
    return some.get(random.nextInt(some.size()));
  }

  /** A row that no model is sure of, so that a person is asked. */
  public Map<String, Object> unsure(Random random) {
    return pick(Way.REVIEW, random);
  }

  /** A row that makes {@code credit-primary-hangs} hang: an amount nobody asks for. */
  public Map<String, Object> hanging() {
    Map<String, Object> row = new HashMap<>(rows(Way.PRIMARY).get(0));
    row.put("Amount", 19_999L);
    return row;
  }
}
