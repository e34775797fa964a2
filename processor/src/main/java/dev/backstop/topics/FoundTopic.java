package dev.backstop.topics;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A topic as the broker has it.
 *
 * @param settings the topic's effective configuration
 */
public record FoundTopic(
    String name, int partitions, int replicationFactor, Map<String, String> settings) {

  public static final String CLEANUP_POLICY = "cleanup.policy";
  public static final String MAX_MESSAGE_BYTES = "max.message.bytes";
  public static final String RETENTION_MS = "retention.ms";

  public FoundTopic {
    settings = Map.copyOf(settings);
  }

  String cleanupPolicy() {
    return settings.getOrDefault(CLEANUP_POLICY, "delete");
  }

  OptionalLong maxMessageBytes() {
    return number(MAX_MESSAGE_BYTES);
  }

  /** How long records are kept, in milliseconds; -1 for ever, empty if the broker did not say. */
  public OptionalLong retentionMillis() {
    return number(RETENTION_MS);
  }

  private OptionalLong number(String setting) {
    String value = settings.get(setting);
    try {
      return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
