package dev.backstop.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link SandboxBroker} is started.
 *
 * @param port the client port on 127.0.0.1, or 0 for a free one
 * @param directory where topics are kept across restarts; null for a temporary directory, deleted
 *     on close
 * @param settings broker settings that override the sandbox's own
 */
public record BrokerOptions(int port, @Nullable Path directory, Map<String, String> settings) {

  public BrokerOptions {
    settings = Map.copyOf(settings);
  }

  /** A free port and a temporary directory. */
  public static BrokerOptions temporary() {
    return new BrokerOptions(Ports.ANY, null, Map.of());
  }

  public BrokerOptions withPort(int newPort) {
    return new BrokerOptions(newPort, directory, settings);
  }

  public BrokerOptions withDirectory(Path newDirectory) {
    return new BrokerOptions(port, newDirectory, settings);
  }

  public BrokerOptions withSetting(String key, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(key, value);
    return new BrokerOptions(port, directory, more);
  }
}
