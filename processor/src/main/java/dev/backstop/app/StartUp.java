package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigKey;
import dev.backstop.config.PolicyReader;
import dev.backstop.model.Models;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.repository.ModelRepository;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.signing.ControlKey;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.topology.names.Role;
import dev.backstop.yaml.InvalidDocumentException;
import dev.backstop.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be wrong before the first record is read, found in one go: policies, model
 * packages, how they fit together, the broker, the topics and the registry.
 */
final class StartUp {

  private static final String WHAT = "the set-up of ";

  private final BackstopConfig config;
  private final Surroundings surroundings;
  private final Problems problems = new Problems();

  StartUp(BackstopConfig config, Surroundings surroundings) {
    this.config = config;
    this.surroundings = surroundings;
  }

  /**
   * Checks all of it, and loads the models only when nothing is wrong.
   *
   * @throws InvalidDocumentException with every problem
   */
  Assembly check() {
    DjlModels loader = new DjlModels();
    Policies policies = policies();
    Set<String> needed = LadderModels.neededBy(config.role(), policies);
    // Half a second of other work is waiting for the disk and the network meanwhile.
    CompletableFuture<Void> engine =
        needed.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(loader::startEngine);
    PackagedModels source = new PackagedModels(loader, packages(), repository(), config.models());
    LadderModels.problems(config.role(), policies, labels(source, needed)).forEach(problems::add);
    LadderModels.misread(policies.all(), source.inputs()).forEach(problems::add);
    TrustedKeys trusted = TrustedKeys.read(config.trustedKeys(), problems::add);
    ControlKeys controlKeys =
        new ControlKeys(
            trusted,
            TrustedKeys.read(
                ConfigKey.PLAYBOOKS_TRUSTED_KEYS.key(),
                config.playbookKeys().trusted(),
                problems::add));
    Path secret = config.playbookKeys().signing();
    ControlKey signing =
        secret == null
            ? null
            : ControlKey.read(ConfigKey.PLAYBOOKS_SIGNING_KEY.key(), secret, problems::add);
    controlKeys.misfits(signing).forEach(problems::add);
    TrustedKeys drillers =
        TrustedKeys.read(ConfigKey.DRILL_TRUSTED_KEYS.key(), config.drillKeys(), problems::add);
    controlKeys.alsoOf(ConfigKey.DRILL_TRUSTED_KEYS.key(), drillers).forEach(problems::add);
    if (!trusted.isEmpty() && !config.policies().isEmpty()) {
      problems.add(
          "'policies' names files, which bear no signatures, and 'policies.trusted.keys' asks for some: leave 'policies' out and publish them with 'backstop policy push'");
    }
    Surroundings.Found found = surroundings.look();
    found.problems().forEach(problems::add);
    Consistency.problems(config, policies, found.partitions()).forEach(problems::add);
    problems.throwIfAny(WHAT + config.applicationId());
    await(engine);
    Models models = new Models(List.of());
    ModelShelf shelf = new ModelShelf(source, models);
    load(shelf, needed);
    return new Assembly(
        policies, models, shelf, controlKeys, signing, drillers, found.partitions());
  }

  private Policies policies() {
    Map<String, Policy> byDomain = new LinkedHashMap<>();
    for (Path file : config.policies()) {
      Optional<Policy> policy = PolicyReader.read(file, problems);
      if (policy.isPresent() && byDomain.putIfAbsent(policy.get().domain(), policy.get()) != null) {
        problems.add(file + ": there is another policy for domain '" + policy.get().domain() + "'");
      }
    }
    return new Policies(byDomain.values());
  }

  private Map<String, ModelPackage> packages() {
    Map<String, ModelPackage> packages = new LinkedHashMap<>();
    for (Path folder : asksModels() ? config.models().directories() : List.<Path>of()) {
      try {
        ModelPackage checked = ModelPackage.read(folder);
        if (packages.putIfAbsent(checked.ref().name(), checked) != null) {
          problems.add(
              folder + ": there is another model package named '" + checked.ref().name() + "'");
        }
      } catch (InvalidDocumentException e) {
        e.problems().forEach(problem -> problems.add("model package " + folder + ": " + problem));
      }
    }
    return packages;
  }

  private @Nullable ModelRepository repository() {
    Path root = config.models().repository();
    if (root == null || !asksModels()) {
      return null;
    }
    if (!Files.isDirectory(root)) {
      problems.add(
          "'models.repository' names "
              + root
              + ", which is no directory here; the first 'backstop model push' makes one");
    }
    return new ModelRepository(root);
  }

  /** What the models may answer that are needed from the start; what is wrong with them is told. */
  private Map<String, List<String>> labels(PackagedModels source, Set<String> needed) {
    Map<String, List<String>> labels = new HashMap<>(source.labels());
    for (String name : needed) {
      if (name.indexOf('@') >= 0) {
        try {
          labels.put(name, source.labels(name));
        } catch (InvalidDocumentException e) {
          e.problems().forEach(problem -> problems.add("model '" + name + "': " + problem));
        } catch (ModelLoadException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return labels;
  }

  /** Whether this role climbs ladders at all: the review part closes what others opened. */
  private boolean asksModels() {
    return config.role() != Role.REVIEW;
  }

  private void await(CompletableFuture<Void> engine) {
    try {
      engine.join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof ModelLoadException refused)) {
        throw e;
      }
      problems.add(String.valueOf(refused.getMessage()));
      problems.throwIfAny(WHAT + config.applicationId());
    }
  }

  private void load(ModelShelf shelf, Set<String> needed) {
    shelf.load(needed).forEach(problems::add);
    if (!problems.isEmpty()) {
      shelf.close();
    }
    problems.throwIfAny(WHAT + config.applicationId());
  }
}
