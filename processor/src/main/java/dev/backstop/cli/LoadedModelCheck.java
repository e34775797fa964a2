package dev.backstop.cli;

import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.Scorer;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelCheck;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.yaml.InvalidDocumentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks a package by loading it as the processor does. */
final class LoadedModelCheck implements ModelCommand.Check {

  @Override
  public ModelCommand.Report of(Path directory) {
    try {
      ModelPackage checked = ModelPackage.read(directory);
      try (Scorer scorer = new DjlModels().loadScorer(checked)) {
        ModelDescriptor descriptor = checked.descriptor();
        return report(descriptor, new ModelCheck(System::nanoTime).run(scorer, descriptor));
      }
    } catch (InvalidDocumentException e) {
      return new ModelCommand.Report(false, e.problems(), List.of());
    } catch (ModelLoadException e) {
      return new ModelCommand.Report(false, List.of(String.valueOf(e.getMessage())), List.of());
    }
  }

  private static ModelCommand.Report report(ModelDescriptor descriptor, ModelCheck.Report report) {
    List<String> findings = new ArrayList<>();
    double largest = 0;
    for (int i = 0; i < report.golden().size(); i++) {
      ModelCheck.GoldenResult row = report.golden().get(i);
      if (!row.passed()) {
        findings.add("golden row " + (i + 1) + ": " + row.problem() + distance(row.difference()));
      }
      largest = Math.max(largest, Double.isNaN(row.difference()) ? 0 : row.difference());
    }
    ModelCheck.Speed speed = report.speed();
    List<String> facts =
        List.of(
            descriptor.ref().toLineage()
                + ", "
                + descriptor.licence()
                + ", of "
                + descriptor.owner(),
            descriptor.inputs().size()
                + " inputs; answers "
                + String.join(", ", descriptor.output().labels()),
            report.golden().stream().filter(ModelCheck.GoldenResult::passed).count()
                + " of "
                + report.golden().size()
                + " golden rows are right; the largest difference is "
                + tiny(largest),
            "in a batch a score changes by at most " + tiny(report.batchDifference()),
            String.format(
                Locale.ROOT,
                "median time a row: %.1f us alone, %.2f us in batches of 256, %.2f us in batches of 1000",
                speed.single(),
                speed.rowInBatchOf256(),
                speed.rowInBatchOf1000()));
    return new ModelCommand.Report(report.passed(), findings, facts);
  }

  private static String distance(double difference) {
    return Double.isNaN(difference) ? "" : " (it is off by " + tiny(difference) + ')';
  }

  private static String tiny(double difference) {
    return difference == 0 ? "0" : String.format(Locale.ROOT, "%.1e", difference);
  }
}
