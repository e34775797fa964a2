package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.model.Models;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checked model packages of this instance, loaded when something needs them. */
final class ModelShelf {

  /** A budget for calls that name none; every tier names one. */
  private static final Duration UNNAMED_BUDGET = Duration.ofSeconds(1);

  private final DjlModels loader;
  private final Map<String, ModelPackage> packages;
  private final BackstopConfig.ModelSettings settings;

  /**
   * A shelf.
   *
   * @param packages by the models' names
   */
  ModelShelf(
      DjlModels loader, Map<String, ModelPackage> packages, BackstopConfig.ModelSettings settings) {
    this.loader = loader;
    this.packages = Map.copyOf(packages);
    this.settings = settings;
  }

  /** What each model may answer, by its name. */
  Map<String, List<String>> labels() {
    Map<String, List<String>> labels = new HashMap<>();
    packages.forEach((name, checked) -> labels.put(name, checked.descriptor().output().labels()));
    return labels;
  }

  /** Loads a model and warms it up; what keeps it from being loaded goes to the problems. */
  void load(String name, Models into, List<String> problems) {
    ModelPackage checked = packages.get(name);
    if (checked == null) {
      problems.add("there is no package of model '" + name + "' here");
      return;
    }
    try {
      into.replace(loader.load(checked, settings.workers(), settings.maxHung(), UNNAMED_BUDGET));
    } catch (ModelLoadException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
