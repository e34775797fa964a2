package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.domain.ModelName;
import dev.backstop.domain.ModelRef;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.repository.ModelRepository;
import dev.backstop.policy.Policy;
import dev.backstop.yaml.InvalidDocumentException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What model packages that a command can read say of themselves. */
final class KnownModels {

  private final Map<String, ModelDescriptor> given = new LinkedHashMap<>();
  private final @Nullable ModelRepository repository;

  /**
   * The models of a repository, and what is added.
   *
   * @param repository null if there is none
   */
  KnownModels(@Nullable Path repository) {
    this.repository = repository == null ? null : new ModelRepository(repository);
  }

  /** The models that the configuration names, as far as they can be read here. */
  static KnownModels of(BackstopConfig.ModelSettings settings, Terminal terminal) {
    KnownModels known = new KnownModels(settings.repository());
    for (Path folder : settings.directories()) {
      try {
        known.add(folder);
      } catch (InvalidDocumentException e) {
        terminal.note("model package " + folder + " cannot be read here, and is not looked at");
      }
    }
    return known;
  }

  /**
   * Adds a package, by its name and by its name with its version.
   *
   * @throws InvalidDocumentException if it is not sound
   */
  void add(Path folder) {
    ModelDescriptor descriptor = ModelPackage.read(folder).descriptor();
    ModelRef ref = descriptor.ref();
    given.put(ref.name(), descriptor);
    given.put(ref.name() + '@' + ref.version(), descriptor);
  }

  /** The packages that were added, and what the repository has of those that the policy names. */
  Map<String, ModelDescriptor> of(Policy policy) {
    Map<String, ModelDescriptor> known = new LinkedHashMap<>(given);
    for (ModelFit.Asked asked : ModelFit.asked(policy)) {
      if (!known.containsKey(asked.model())) {
        inRepository(asked.model()).ifPresent(descriptor -> known.put(asked.model(), descriptor));
      }
    }
    return known;
  }

  /** What the repository has and can be read. */
  private Optional<ModelDescriptor> inRepository(String model) {
    ModelName name = ModelName.parse(model).orElse(null);
    if (repository == null || name == null || name.version() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(repository.read(name.name(), name.version()).descriptor());
    } catch (InvalidDocumentException e) {
      return Optional.empty();
    }
  }
}
