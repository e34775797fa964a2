package dev.backstop.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of environment variables: {@code BACKSTOP_TOPICS_PREFIX} overrides {@code topics.prefix},
 * {@code BACKSTOP_KAFKA_BOOTSTRAP_SERVERS} overrides {@code kafka.bootstrap.servers}.
 */
final class EnvironmentNames {

  static final String PREFIX = "BACKSTOP_";
  static final String KAFKA_PREFIX = PREFIX + "KAFKA_";

  /** Read by the start script, not by the configuration. */
  private static final Set<String> OF_THE_SCRIPT =
      Set.of("BACKSTOP_CONFIG", "BACKSTOP_OPTS", "BACKSTOP_HOME");

  /** Put into every container of a namespace that has a Kubernetes Service named backstop. */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile("BACKSTOP_(SERVICE_(HOST|PORT\\w*)|PORT(_\\d+_(TCP|UDP)\\w*)?)");

  private EnvironmentNames() {}

  static boolean concernsUs(String variable) {
    return variable.startsWith(PREFIX)
        && !OF_THE_SCRIPT.contains(variable)
        && !OF_KUBERNETES.matcher(variable).matches();
  }

  /** The key a variable overrides, or empty if there is none. */
  static Optional<String> keyOf(String variable) {
    if (variable.startsWith(KAFKA_PREFIX)) {
      return Optional.of(
          "kafka."
              + variable
                  .substring(KAFKA_PREFIX.length())
                  .toLowerCase(Locale.ROOT)
                  .replace("__", "-")
                  .replace('_', '.'));
    }
    return Arrays.stream(ConfigKey.values())
        .filter(key -> key.environmentVariable().equals(variable))
        .map(ConfigKey::key)
        .findFirst();
  }
}
