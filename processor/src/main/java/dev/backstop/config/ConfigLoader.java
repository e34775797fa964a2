package dev.backstop.config;

import dev.backstop.topology.names.Role;
import dev.backstop.yaml.Durations;
import dev.backstop.yaml.FlatYaml;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: defaults, then the file, then the environment. Relative paths in the
 * file are relative to the file.
 */
public final class ConfigLoader {

  private static final String KAFKA = "kafka.";

  private final Map<String, String> environment;
  private final Problems problems = new Problems();
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private Path base = Path.of("");

  private ConfigLoader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The configuration in the file, if there is one, under the process's environment.
   *
   * @throws dev.backstop.yaml.InvalidDocumentException with every problem, if there is one
   */
  public static BackstopConfig load(@Nullable Path file) {
    return load(file, System.getenv());
  }

  /** The same under a given environment. */
  public static BackstopConfig load(@Nullable Path file, Map<String, String> environment) {
    return new ConfigLoader(environment).read(file);
  }

  private BackstopConfig read(@Nullable Path file) {
    for (ConfigKey key : ConfigKey.values()) {
      String absent = key.defaultValue();
      set(key.key(), absent != null ? absent : ofThisMachine(key), "default");
    }
    if (file != null) {
      base = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(base);
      readFile(file);
    }
    readEnvironment();
    BackstopConfig config = build();
    problems.throwIfAny(file == null ? "the configuration" : "the configuration in " + file);
    return config;
  }

  private void readFile(Path file) {
    try {
      FlatYaml.parse(file.getFileName().toString(), Files.readString(file), problems)
          .forEach((key, value) -> set(key, value.text(), value.place()));
    } catch (IOException e) {
      problems.add(
          file
              + ": cannot be read; name the file with --config or BACKSTOP_CONFIG ("
              + e.getClass().getSimpleName()
              + ")");
    }
  }

  private void readEnvironment() {
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (EnvironmentNames.concernsUs(variable)) {
                EnvironmentNames.keyOf(variable)
                    .ifPresentOrElse(
                        key -> set(key, value, "environment " + variable),
                        () ->
                            problems.add(
                                "environment variable "
                                    + variable
                                    + " overrides no known key; 'backstop config --keys' lists them"));
              }
            });
  }

  private void set(String key, String value, String source) {
    if (!key.startsWith(KAFKA) && ConfigKey.of(key).isEmpty()) {
      problems.add(
          source + ": unknown key '" + key + "'; 'backstop config --keys' lists the known ones");
      return;
    }
    settings.put(key, new Setting(key, value.strip(), source));
  }

  private BackstopConfig build() {
    Map<String, String> kafka = new TreeMap<>();
    settings.values().stream()
        .filter(setting -> setting.key().startsWith(KAFKA))
        .forEach(setting -> kafka.put(setting.key().substring(KAFKA.length()), setting.value()));
    if (!kafka.containsKey("bootstrap.servers")) {
      problems.add(
          "'kafka.bootstrap.servers' is missing: set it in the file, or by BACKSTOP_KAFKA_BOOTSTRAP_SERVERS");
    }
    if (text(ConfigKey.REGISTRY_URL).isEmpty() && !kafka.containsKey("value.serializer")) {
      problems.add(
          "'registry.url' is missing: set it for the default serde, or name another by 'kafka.value.serializer' and 'kafka.value.deserializer'");
    }
    int request = count(ConfigKey.REQUEST_MAX_BYTES);
    int record = count(ConfigKey.RECORD_MAX_BYTES);
    if (record < request + 16_384) {
      problems.add(
          "'record.max.bytes' must be at least 16384 above 'request.max.bytes': what is written of a request is larger than it");
    }
    return new BackstopConfig(
        text(ConfigKey.APPLICATION_ID),
        role(),
        text(ConfigKey.INSTANCE_ID),
        path(text(ConfigKey.STATE_DIR)),
        new BackstopConfig.Topics(
            text(ConfigKey.TOPICS_PREFIX),
            count(ConfigKey.TOPICS_PARTITIONS),
            (short) integer(ConfigKey.TOPICS_REPLICATION)),
        new BackstopConfig.ModelSettings(
            paths(ConfigKey.MODELS),
            text(ConfigKey.MODELS_REPOSITORY).isEmpty()
                ? null
                : path(text(ConfigKey.MODELS_REPOSITORY)),
            count(ConfigKey.MODELS_WORKERS),
            count(ConfigKey.MODELS_MAX_HUNG)),
        paths(ConfigKey.POLICIES),
        paths(ConfigKey.POLICIES_TRUSTED_KEYS),
        new BackstopConfig.PlaybookKeys(
            paths(ConfigKey.PLAYBOOKS_TRUSTED_KEYS),
            text(ConfigKey.PLAYBOOKS_SIGNING_KEY).isEmpty()
                ? null
                : path(text(ConfigKey.PLAYBOOKS_SIGNING_KEY))),
        paths(ConfigKey.DRILL_TRUSTED_KEYS),
        duration(ConfigKey.DUPLICATES_WINDOW),
        request,
        record,
        new BackstopConfig.Reviews(
            duration(ConfigKey.REVIEW_TICK),
            count(ConfigKey.REVIEW_DUE_PER_TICK),
            duration(ConfigKey.REVIEW_RETENTION),
            duration(ConfigKey.REVIEW_PATIENCE)),
        new BackstopConfig.Registry(
            text(ConfigKey.REGISTRY_URL), bool(ConfigKey.REGISTRY_AUTO_REGISTER)),
        new BackstopConfig.Management(
            text(ConfigKey.MANAGEMENT_HOST), integer(ConfigKey.MANAGEMENT_PORT)),
        count(ConfigKey.THREADS_MAX_REPLACED),
        kafka,
        List.copyOf(settings.values()));
  }

  private String text(ConfigKey key) {
    Setting setting = settings.get(key.key());
    return setting == null ? "" : setting.value();
  }

  private int integer(ConfigKey key) {
    try {
      return Integer.parseInt(text(key));
    } catch (NumberFormatException e) {
      return wrong(key, -1);
    }
  }

  private int count(ConfigKey key) {
    try {
      int value = Integer.parseInt(text(key));
      return value > 0 ? value : wrong(key, 1);
    } catch (NumberFormatException e) {
      return wrong(key, 1);
    }
  }

  private boolean bool(ConfigKey key) {
    return switch (text(key).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> wrong(key, false);
    };
  }

  private Duration duration(ConfigKey key) {
    try {
      return Durations.parse(text(key));
    } catch (IllegalArgumentException e) {
      return wrong(key, Duration.ofDays(1));
    }
  }

  private Role role() {
    try {
      return Role.valueOf(text(ConfigKey.ROLE).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return wrong(ConfigKey.ROLE, Role.ALL);
    }
  }

  private List<Path> paths(ConfigKey key) {
    return Arrays.stream(text(key).split(","))
        .map(String::strip)
        .filter(path -> !path.isEmpty())
        .map(this::path)
        .toList();
  }

  private Path path(String text) {
    return base.resolve(text).normalize();
  }

  private <T> T wrong(ConfigKey key, T standIn) {
    Setting setting = settings.get(key.key());
    problems.add(
        (setting == null ? "" : setting.source() + ": ")
            + "'"
            + key.key()
            + "' must be a "
            + key.typeInWords()
            + ", but is '"
            + text(key)
            + "'");
    return standIn;
  }

  private static String ofThisMachine(ConfigKey key) {
    return switch (key) {
      case STATE_DIR -> System.getProperty("user.home") + "/.backstop/state";
      case MODELS_WORKERS ->
          Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors()));
      default -> hostName();
    };
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
