package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.domain.ModelName;
import dev.backstop.model.Input;
import dev.backstop.model.Model;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.repository.ModelRepository;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The model packages of this instance: those of its configuration, checked at start and named by
 * their names alone, and those of the repository, named with their versions and read when needed.
 */
final class PackagedModels implements ModelSource {

  /** A budget for calls that name none; every tier names one. */
  private static final Duration UNNAMED_BUDGET = Duration.ofSeconds(1);

  private final DjlModels loader;
  private final Map<String, ModelPackage> packages;
  private final @Nullable ModelRepository repository;
  private final BackstopConfig.ModelSettings settings;

  /** What the models read whose packages have been looked at; a version never changes. */
  private final Map<String, List<Input>> inputs = new ConcurrentHashMap<>();

  /**
   * The models of an instance.
   *
   * @param packages those of the configuration, by their names
   * @param repository null if there is none
   */
  PackagedModels(
      DjlModels loader,
      Map<String, ModelPackage> packages,
      @Nullable ModelRepository repository,
      BackstopConfig.ModelSettings settings) {
    this.loader = loader;
    this.packages = Map.copyOf(packages);
    this.repository = repository;
    this.settings = settings;
    packages.forEach((name, checked) -> inputs.put(name, checked.descriptor().inputs()));
  }

  @Override
  public Optional<String> missing(String name) {
    ModelName model = ModelName.parse(name).orElse(new ModelName(name, null));
    String version = model.version();
    String named = "a policy names model '" + name + "', ";
    if (version == null) {
      return packages.containsKey(name)
          ? Optional.empty()
          : Optional.of(
              named
                  + "but no package of that name is among 'models' (there: "
                  + (packages.isEmpty()
                      ? "none"
                      : String.join(", ", new TreeMap<>(packages).keySet()))
                  + ")");
    }
    if (repository == null) {
      return Optional.of(
          named + "which is one of a repository, and 'models.repository' names none");
    }
    return repository.has(model.name(), version)
        ? Optional.empty()
        : Optional.of(
            named + "but the repository " + settings.repository() + " has no such version");
  }

  @Override
  public Map<String, List<String>> labels() {
    Map<String, List<String>> labels = new HashMap<>();
    packages.forEach((name, checked) -> labels.put(name, labels(checked)));
    return labels;
  }

  @Override
  public Map<String, List<Input>> inputs() {
    return Map.copyOf(inputs);
  }

  /**
   * What a model of the repository may answer.
   *
   * @throws dev.backstop.yaml.InvalidDocumentException if its package is not sound
   */
  List<String> labels(String name) {
    return labels(checked(name));
  }

  @Override
  public Model load(String name) {
    return loader.load(checked(name), settings.workers(), settings.maxHung(), UNNAMED_BUDGET);
  }

  private ModelPackage checked(String name) {
    Optional<String> missing = missing(name);
    if (missing.isPresent()) {
      throw new ModelLoadException(missing.get(), null);
    }
    ModelName model = ModelName.parse(name).orElseThrow();
    String version = model.version();
    if (version != null && repository != null) {
      ModelPackage read = repository.read(model.name(), version);
      inputs.put(name, read.descriptor().inputs());
      return read;
    }
    ModelPackage present = packages.get(name);
    if (present == null) {
      throw new IllegalStateException("a model that is not missing is there");
    }
    return present;
  }

  private static List<String> labels(ModelPackage checked) {
    return checked.descriptor().output().labels();
  }
}
