package dev.backstop.bench.variant;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Scorer;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.pack.ModelPackage;
import java.nio.file.Path;
import java.util.List;

/** All rows in one native call: the best way there is, and the one Backstop has. */
record Packed(ModelRef ref, Scorer scorer) implements Asked {

  static Packed load(Path folder) {
    ModelPackage checked = ModelPackage.read(folder);
    return new Packed(checked.ref(), new DjlModels().loadScorer(checked));
  }

  @Override
  public List<Outcome> ask(List<Features> rows) {
    return scorer.scoreAll(rows);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
