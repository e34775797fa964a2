package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.PolicyReader;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.topology.names.Role;
import dev.backstop.yaml.InvalidDocumentException;
import dev.backstop.yaml.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Everything that can be wrong before the first record is read, found in one go: policies, model
 * packages, how they fit together, the broker, the topics and the registry.
 */
final class StartUp {

  /** A budget for calls that name none; every tier names one. */
  private static final Duration UNNAMED_BUDGET = Duration.ofSeconds(1);

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
    Map<String, ModelPackage> packages = packages();
    Map<String, List<String>> labels = new HashMap<>();
    packages.forEach((name, checked) -> labels.put(name, checked.descriptor().output().labels()));
    LadderModels.problems(config.role(), policies, labels).forEach(problems::add);
    Surroundings.Found found = surroundings.look();
    found.problems().forEach(problems::add);
    Consistency.problems(config, policies, found.partitions()).forEach(problems::add);
    problems.throwIfAny(WHAT + config.applicationId());
    await(engine);
    Models models = load(loader, packages, needed);
    return new Assembly(policies, models, found.partitions());
  }

  private Policies policies() {
    if (config.policies().isEmpty() && asksModels()) {
      problems.add("'policies' names no policy file; nothing could be decided");
    }
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

  private Models load(DjlModels loader, Map<String, ModelPackage> packages, Set<String> needed) {
    List<Model> loaded = new ArrayList<>();
    for (Map.Entry<String, ModelPackage> entry : packages.entrySet()) {
      if (needed.contains(entry.getKey())) {
        try {
          loaded.add(
              loader.load(
                  entry.getValue(),
                  config.models().workers(),
                  config.models().maxHung(),
                  UNNAMED_BUDGET));
        } catch (ModelLoadException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    if (!problems.isEmpty()) {
      loaded.forEach(Model::close);
    }
    problems.throwIfAny(WHAT + config.applicationId());
    return new Models(loaded);
  }
}
