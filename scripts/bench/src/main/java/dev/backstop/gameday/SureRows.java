package dev.backstop.gameday;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Scorer;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.pack.ModelPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The credit applications that both models are sure of: no person is needed on a game day. */
final class SureRows {

  private static final double SURE = 0.85;

  private SureRows() {}

  static List<Map<String, Object>> of(Path credit, List<Map<String, Object>> rows) {
    boolean[] primary = sure(credit.resolve("models/primary"), rows);
    boolean[] secondary = sure(credit.resolve("models/secondary"), rows);
    List<Map<String, Object>> sure = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (primary[i] && secondary[i]) {
        sure.add(rows.get(i));
      }
    }
    return sure;
  }

  private static boolean[] sure(Path model, List<Map<String, Object>> rows) {
    boolean[] sure = new boolean[rows.size()];
    try (Scorer scorer = new DjlModels().loadScorer(ModelPackage.read(model))) {
      List<Outcome> outcomes =
          scorer.scoreAll(
              rows.stream()
                  .map(row -> new Features(new HashMap<String, @Nullable Object>(row)))
                  .toList());
      for (int i = 0; i < sure.length; i++) {
        sure[i] =
            outcomes.get(i) instanceof Outcome.Scored scored && scored.score().confidence() >= SURE;
      }
    }
    return sure;
  }
}
