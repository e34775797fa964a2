package dev.backstop.verify.run;

import dev.backstop.rig.BrokerLaunch;
import dev.backstop.rig.BrokerProcess;
import dev.backstop.rig.RigException;
import dev.backstop.sandbox.SandboxRegistry;
import dev.backstop.topics.Subject;
import dev.backstop.topics.SubjectRegistry;
import dev.backstop.topology.names.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Where runs take place: a broker in a JVM of its own, reached directly or through a relay for each
 * of two instances, and a registry.
 */
public final class Site implements AutoCloseable {
  private static final String HOST = "127.0.0.1:";

  /** Of every topic. */
  static final int PARTITIONS = 6;

  /** Leaves the processors to the product: the optimising compiler would take most of one. */
  private static final List<String> LIGHT =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m");

  private final Path root;
  private final Path directory;
  private final BrokerProcess broker;
  private final SandboxRegistry registry;
  private final List<Relay> relays;

  private Site(
      Path root,
      Path directory,
      BrokerProcess broker,
      SandboxRegistry registry,
      List<Relay> relays) {
    this.root = root;
    this.directory = directory;
    this.broker = broker;
    this.registry = registry;
    this.relays = relays;
  }

  /**
   * Starts one.
   *
   * @param root of the checkout
   * @param directory for state and logs
   */
  public static Site start(Path root, Path directory) throws InterruptedException {
    int controller = FreePort.find();
    int direct = FreePort.find();
    List<Relay> relays = new ArrayList<>();
    StringBuilder listeners = new StringBuilder("BROKER://" + HOST + direct);
    StringBuilder advertised = new StringBuilder(listeners);
    StringBuilder protocols = new StringBuilder("BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    for (int i = 0; i < 2; i++) {
      int behind = FreePort.find();
      Relay relay = Relay.start(FreePort.find(), behind);
      relays.add(relay);
      listeners.append(",RELAY").append(i).append("://" + HOST).append(behind);
      advertised.append(",RELAY").append(i).append("://" + HOST).append(relay.port());
      protocols.append(",RELAY").append(i).append(":PLAINTEXT");
    }
    listeners.append(",CONTROLLER://" + HOST).append(controller);
    BrokerLaunch launch =
        BrokerLaunch.in(directory)
            .withPort(direct)
            .withJvm(LIGHT)
            .withSettings(
                Map.of(
                    "listeners", listeners.toString(),
                    "advertised.listeners", advertised.toString(),
                    "listener.security.protocol.map", protocols.toString(),
                    "controller.quorum.voters", "1@" + HOST + controller,
                    // Kafka's default. See RATIONALE.md.
                    "transaction.abort.timed.out.transaction.cleanup.interval.ms", "10000"));
    BrokerProcess broker = BrokerProcess.start(launch);
    SandboxRegistry registry = SandboxRegistry.start(0, directory.resolve("registry"));
    return new Site(root, directory, broker, registry, relays);
  }

  /** Makes the topics, and registers the schemas, of an application of its own. */
  void prepare(String prefix) throws InterruptedException {
    SubjectRegistry subjects = new SubjectRegistry(registry.confluentUrl());
    try (Admin admin = clients().admin()) {
      List<NewTopic> topics =
          Arrays.stream(Topic.values())
              .filter(Topic::inUse)
              .map(
                  topic ->
                      new NewTopic(topic.with(prefix), Optional.of(PARTITIONS), Optional.empty())
                          .configs(Map.of("cleanup.policy", topic.cleanupPolicy())))
              .toList();
      admin.createTopics(topics).all().get();
      for (Subject subject : Subject.inUse(prefix)) {
        subjects.register(subject);
      }
    } catch (ExecutionException | IOException e) {
      throw new RigException(
          "topics and schemas of " + prefix + " cannot be made", "see the logs in " + directory, e);
    }
  }

  Path root() {
    return root;
  }

  public Path directory() {
    return directory;
  }

  BrokerProcess broker() {
    return broker;
  }

  String registryUrl() {
    return registry.url();
  }

  /** Clients that reach the broker directly. */
  Clients clients() {
    return new Clients(broker.bootstrapServers());
  }

  /** The relay in front of an instance. */
  Relay relay(int instance) {
    return relays.get(instance);
  }

  /** Where an instance finds the broker. */
  String bootstrapServers(int instance) {
    return HOST + relays.get(instance).port();
  }

  @Override
  public void close() {
    broker.close();
    registry.close();
    relays.forEach(Relay::close);
  }
}
