package dev.backstop.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Sandbox} is started.
 *
 * @param broker the broker's options; its directory is replaced by a part of {@code directory} if
 *     that is given
 * @param registryPort the registry's port on 127.0.0.1, or 0 for a free one
 * @param registry whether to start a registry at all
 * @param directory where topics and schemas are kept across restarts; null for temporary
 *     directories
 */
public record SandboxOptions(
    BrokerOptions broker, int registryPort, boolean registry, @Nullable Path directory) {

  /** Broker and registry on free ports with temporary directories. */
  public static SandboxOptions temporary() {
    return new SandboxOptions(BrokerOptions.temporary(), Ports.ANY, true, null);
  }

  BrokerOptions brokerInDirectory() {
    return directory == null ? broker : broker.withDirectory(directory.resolve("broker"));
  }

  @Nullable Path registryDirectory() {
    return directory == null ? null : directory.resolve("registry");
  }
}
