package dev.backstop.verify.run;

import dev.backstop.config.PolicyReader;
import dev.backstop.domain.ModelRef;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.policy.Policy;
import dev.backstop.rig.RigException;
import dev.backstop.verify.history.Known;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The files that instances are started with: a configuration, models and a policy, in a directory
 * where they can be deleted and replaced.
 */
final class Deployment {
  private static final String FAULTS = "dev/backstop/verify/inject";
  private static final List<String> MODELS = List.of("primary", "secondary");

  private final Path source;
  private final Path directory;
  private final Set<String> inForce = new LinkedHashSet<>();

  private Deployment(Path source, Path directory) {
    this.source = source;
    this.directory = directory;
  }

  /** Copies them, with the first of the two policies. */
  static Deployment in(Path root, Path directory) {
    Deployment files =
        new Deployment(root.resolve("scripts/bench/verify"), directory.resolve("deployment"));
    try {
      Files.createDirectories(files.directory);
      for (String model : MODELS) {
        files.restore(model);
      }
      files.policy("first");
      files.packFaults(root);
      Files.writeString(
          files.config(), "models: [" + String.join(", ", MODELS) + "]\npolicies: [policy.yaml]\n");
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("the files of the deployment cannot be written", e);
    }
  }

  /**
   * The classes of the faults inside an instance, and nothing else of this module. In a jar: a JVM
   * with a folder on its class path writes no archive of its classes.
   */
  private void packFaults(Path root) throws IOException {
    try (Stream<Path> classes =
            Files.list(root.resolve("scripts/bench/target/classes").resolve(FAULTS));
        JarOutputStream jar = new JarOutputStream(Files.newOutputStream(faults()))) {
      for (Path one : classes.toList()) {
        jar.putNextEntry(new JarEntry(FAULTS + "/" + one.getFileName()));
        Files.copy(one, jar);
        jar.closeEntry();
      }
    }
  }

  /** To be put on an instance's class path. */
  Path faults() {
    return directory.resolve("faults.jar");
  }

  Path config() {
    return directory.resolve("backstop.yaml");
  }

  /** Every model, and every policy that was in force at some time of the run. */
  Known known() {
    Problems problems = new Problems();
    List<Policy> policies =
        inForce.stream()
            .flatMap(
                name ->
                    PolicyReader.read(source.resolve("policies/" + name + ".yaml"), problems)
                        .stream())
            .toList();
    if (!problems.isEmpty()) {
      throw new RigException(
          "the policies in " + source + " are not usable", "restore them: git checkout " + source);
    }
    Map<String, ModelRef> models = new HashMap<>();
    for (String model : MODELS) {
      ModelRef ref = ModelPackage.read(source.resolve("models/" + model)).ref();
      models.put(ref.name(), ref);
    }
    return new Known(policies, models);
  }

  /** Puts a policy in the place of the one there is, in one step. */
  void policy(String name) throws IOException {
    Path next = directory.resolve("policy.next");
    Files.copy(
        source.resolve("policies/" + name + ".yaml"), next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        next,
        directory.resolve("policy.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    inForce.add(name);
  }

  void delete(String model) throws IOException {
    try (Stream<Path> tree = Files.walk(directory.resolve(model))) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  void restore(String model) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(model));
    for (String file : List.of("model.pt", "model.yaml")) {
      Files.copy(
          source.resolve("models").resolve(model).resolve(file),
          folder.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
