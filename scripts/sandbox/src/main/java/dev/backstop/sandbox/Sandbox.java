package dev.backstop.sandbox;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A broker and, unless declined, a schema registry, started side by side. */
public final class Sandbox implements AutoCloseable {
  private final SandboxBroker broker;
  private final Optional<SandboxRegistry> registry;

  private Sandbox(SandboxBroker broker, Optional<SandboxRegistry> registry) {
    this.broker = broker;
    this.registry = registry;
  }

  /** Starts both on free ports with temporary directories. */
  public static Sandbox start() {
    return start(SandboxOptions.temporary());
  }

  /**
   * Starts what the options ask for and returns when all of it accepts clients.
   *
   * @throws SandboxException when one of them does not start; the other is stopped again
   */
  public static Sandbox start(SandboxOptions options) {
    CompletableFuture<Optional<SandboxRegistry>> starting =
        options.registry()
            ? CompletableFuture.supplyAsync(
                () ->
                    Optional.of(
                        SandboxRegistry.start(options.registryPort(), options.registryDirectory())))
            : CompletableFuture.completedFuture(Optional.empty());
    SandboxBroker broker;
    try {
      broker = SandboxBroker.start(options.brokerInDirectory());
    } catch (RuntimeException e) {
      starting
          .thenAccept(started -> started.ifPresent(SandboxRegistry::close))
          .exceptionally(also -> null)
          .join();
      throw e;
    }
    try {
      return new Sandbox(broker, starting.join());
    } catch (CompletionException e) {
      broker.close();
      throw e.getCause() instanceof SandboxException known ? known : e;
    }
  }

  public SandboxBroker broker() {
    return broker;
  }

  /** The registry. */
  public SandboxRegistry registry() {
    return registry.orElseThrow(
        () -> new IllegalStateException("this sandbox was started without a registry"));
  }

  boolean hasRegistry() {
    return registry.isPresent();
  }

  /** Stops both. Idempotent. */
  @Override
  public void close() {
    try {
      registry.ifPresent(SandboxRegistry::close);
    } finally {
      broker.close();
    }
  }
}
