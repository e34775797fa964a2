package dev.backstop.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A processor as a test wants it, with what all of them need to start. */
final class ProcessorSetup {

  private final Path folder;
  private final String yaml;
  private final Map<String, String> environment;
  private String file = "backstop.yaml";

  private ProcessorSetup(Path folder, String yaml, Map<String, String> environment) {
    this.folder = folder;
    this.yaml = yaml;
    this.environment = environment;
  }

  /**
   * An instance without a name.
   *
   * @param folder where its configuration, its state and its log are
   * @param yaml its configuration file
   */
  static ProcessorSetup of(Surroundings surroundings, String prefix, Path folder, String yaml) {
    Map<String, String> environment = new HashMap<>(surroundings.environment(prefix));
    environment.put("BACKSTOP_STATE_DIR", folder.resolve("state").toString());
    environment.put("BACKSTOP_MANAGEMENT_PORT", "0");
    return new ProcessorSetup(folder, yaml, environment);
  }

  /** One of several instances: configuration and state are its own. */
  ProcessorSetup named(String instance) {
    file = instance + ".yaml";
    return with("BACKSTOP_INSTANCE_ID", instance)
        .with("BACKSTOP_STATE_DIR", folder.resolve("state-" + instance).toString());
  }

  ProcessorSetup with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  ProcessorSetup with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  ProcessorProcess start() {
    try {
      Path config = Files.writeString(folder.resolve(file), yaml);
      return ProcessorProcess.start(config, folder, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration of a processor that works by one policy. */
  static String yaml(Path folder, String policy, Path... models) {
    try {
      Path file = Files.writeString(folder.resolve("policy.yaml"), policy);
      return "models: " + List.of(models) + "\npolicies: [" + file + "]\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tiny model of the test resources. */
  static Path model(String name) {
    return Path.of("src/test/resources/models", name).toAbsolutePath();
  }
}
