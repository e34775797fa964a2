package dev.backstop.sandbox;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker and controller inside this JVM: one node, the newest production feature
 * level, no unstable features. Transactions (exactly-once v2) and streams groups work; topics must
 * be created before use.
 *
 * <p>It uses Kafka's internal classes, hence exactly the broker version this module is built with.
 * A fatal fault of the broker halts the JVM, as it would a broker process.
 */
public final class SandboxBroker implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final KafkaRaftServer server;
  private final StateDirectory directory;
  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SandboxBroker(KafkaRaftServer server, StateDirectory directory, int port) {
    this.server = server;
    this.directory = directory;
    this.port = port;
  }

  /** Starts on a free port with a temporary directory. */
  public static SandboxBroker start() {
    return start(BrokerOptions.temporary());
  }

  /**
   * Starts a broker and returns when it accepts clients.
   *
   * @throws SandboxException when the port is taken, or the directory cannot be written, is in use
   *     by another broker or was formatted by something else
   */
  public static SandboxBroker start(BrokerOptions options) {
    StateDirectory directory = StateDirectory.open(options.directory(), "broker");
    try {
      format(directory.path());
      return startOn(directory, options);
    } catch (RuntimeException e) {
      directory.release();
      throw e;
    }
  }

  /**
   * A port can be lost between finding and binding it; claiming again tells whether it was the
   * given one.
   */
  private static SandboxBroker startOn(StateDirectory directory, BrokerOptions options) {
    for (int attempt = 1; ; attempt++) {
      int port = Ports.claim(options.port(), "broker");
      int controllerPort = Ports.claim(Ports.ANY, "controller");
      try {
        Map<String, String> settings =
            BrokerSettings.of(port, controllerPort, directory.path(), options.settings());
        return new SandboxBroker(launch(new KafkaConfig(settings, false)), directory, port);
      } catch (Exception e) { // Scala throws checked exceptions undeclared.
        if (attempt == ATTEMPTS || !(rootOf(e) instanceof BindException)) {
          throw failed(directory.path(), e);
        }
      }
    }
  }

  private static KafkaRaftServer launch(KafkaConfig config) {
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (Throwable e) {
      // A broker that fails stops itself and leaves the controller running.
      server.shutdown();
      throw e;
    }
  }

  /** Formats a directory once: a formatted one holds the topics of an earlier run. */
  private static void format(Path directory) {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .addDirectory(directory.toString())
          .run();
    } catch (Exception e) {
      throw failed(directory, e);
    }
  }

  private static SandboxException failed(Path directory, Exception cause) {
    return new SandboxException(
        "the broker did not start in " + directory + " (" + rootOf(cause) + ")",
        "check that the settings are right and that the directory was made by this sandbox, or give an empty one",
        cause);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    return root;
  }

  /** The value of {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + port;
  }

  /** Stops the broker and deletes a temporary directory. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.shutdown();
    server.awaitShutdown();
    directory.release();
  }
}
