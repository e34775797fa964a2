package dev.backstop.it;

import dev.backstop.sandbox.BrokerOptions;
import dev.backstop.sandbox.SandboxBroker;
import dev.backstop.sandbox.SandboxRegistry;
import dev.backstop.topology.names.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A real broker and a real registry: containers where a Docker engine answers, else the sandbox.
 * The tests are the same. {@code -Dbackstop.it=sandbox} or {@code =containers} chooses.
 */
final class Surroundings implements AutoCloseable {

  /**
   * Under the streams protocol the broker sets the session time-out; its default lets a killed
   * member's tasks wait for 45 s.
   */
  private static final Map<String, String> QUICK_STREAMS_GROUPS =
      Map.of(
          "group.streams.session.timeout.ms", "6000",
          "group.streams.min.session.timeout.ms", "6000",
          "group.streams.heartbeat.interval.ms", "1000",
          "group.streams.min.heartbeat.interval.ms", "1000");

  private static final AtomicInteger RUN = new AtomicInteger();

  private final String bootstrapServers;
  private final String registryUrl;
  private final List<Runnable> parts;

  private Surroundings(String bootstrapServers, String registryUrl, Runnable... parts) {
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
    this.parts = List.of(parts);
  }

  static Surroundings start() {
    String chosen = System.getProperty("backstop.it", "");
    boolean containers = chosen.isEmpty() ? dockerAnswers() : chosen.equals("containers");
    System.out.println(
        "integration tests run against " + (containers ? "containers" : "the sandbox"));
    return containers ? containers() : sandbox();
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  String registryUrl() {
    return registryUrl;
  }

  /** What a process needs to work here, on the topics with that prefix. */
  Map<String, String> environment(String prefix) {
    return Map.of(
        "BACKSTOP_APPLICATION_ID",
        prefix.replace(".", ""),
        "BACKSTOP_TOPICS_PREFIX",
        prefix,
        "BACKSTOP_REGISTRY_URL",
        registryUrl,
        "BACKSTOP_REGISTRY_AUTO_REGISTER",
        "true",
        "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
        bootstrapServers);
  }

  /** Makes topics for one test of several, and says their prefix. */
  String newTopics(String name, int partitions) {
    String prefix = name + RUN.incrementAndGet() + ".";
    createTopics(prefix, partitions);
    return prefix;
  }

  /** Makes the topics under a prefix of their own. */
  void createTopics(String prefix, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              Arrays.stream(Topic.values())
                  .filter(Topic::inUse)
                  .map(
                      topic ->
                          new NewTopic(
                                  topic.with(prefix),
                                  Optional.of(partitions),
                                  Optional.of((short) 1))
                              .configs(Map.of("cleanup.policy", topic.cleanupPolicy())))
                  .toList())
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the topics could not be made", e);
    }
  }

  @Override
  public void close() {
    parts.forEach(Runnable::run);
  }

  private static boolean dockerAnswers() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static Surroundings sandbox() {
    BrokerOptions options = BrokerOptions.temporary();
    for (Map.Entry<String, String> setting : QUICK_STREAMS_GROUPS.entrySet()) {
      options = options.withSetting(setting.getKey(), setting.getValue());
    }
    SandboxBroker broker = SandboxBroker.start(options);
    SandboxRegistry registry = SandboxRegistry.start();
    return new Surroundings(
        broker.bootstrapServers(), registry.url(), registry::close, broker::close);
  }

  @SuppressWarnings("resource") // Closed with the surroundings.
  private static Surroundings containers() {
    KafkaContainer broker = new KafkaContainer("apache/kafka:4.3.1");
    QUICK_STREAMS_GROUPS.forEach(
        (key, value) ->
            broker.withEnv("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    GenericContainer<?> registry =
        new GenericContainer<>("apicurio/apicurio-registry-mem:2.6.13.Final")
            .withExposedPorts(8080)
            .waitingFor(
                Wait.forHttp("/health/ready")
                    .forPort(8080)
                    .withStartupTimeout(Duration.ofMinutes(2)));
    broker.start();
    registry.start();
    return new Surroundings(
        broker.getBootstrapServers(),
        "http://" + registry.getHost() + ":" + registry.getMappedPort(8080),
        registry::stop,
        broker::stop);
  }
}
