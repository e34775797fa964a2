package dev.backstop.bench.run;

import dev.backstop.rig.BrokerLaunch;
import dev.backstop.rig.BrokerProcess;
import dev.backstop.rig.RigException;
import dev.backstop.sandbox.SandboxRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker in its own process and a registry, for the whole run. */
public final class Cluster implements AutoCloseable {

  /** Of every topic: the credit example's own number. */
  public static final int PARTITIONS = 4;

  /** A run writes more than anybody wants to keep; no trial has this much of a partition unread. */
  private static final Map<String, String> KEEP_LITTLE =
      Map.of(
          "log.retention.bytes", "402653184",
          "log.segment.bytes", "67108864",
          "log.retention.check.interval.ms", "5000");

  private final BrokerProcess broker;
  private final SandboxRegistry registry;
  private final Admin admin;

  private Cluster(BrokerProcess broker, SandboxRegistry registry, Admin admin) {
    this.broker = broker;
    this.registry = registry;
    this.admin = admin;
  }

  /** Starts both, below a directory. */
  public static Cluster start(Path directory) throws InterruptedException {
    BrokerProcess broker =
        BrokerProcess.start(
            BrokerLaunch.in(directory)
                .withSettings(KEEP_LITTLE)
                .withJvm(List.of("-XX:+UseG1GC", "-Xms768m", "-Xmx768m")));
    try {
      SandboxRegistry registry = SandboxRegistry.start(0, directory.resolve("registry"));
      return new Cluster(
          broker, registry, Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers())));
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public String registryUrl() {
    return registry.url();
  }

  public BrokerProcess broker() {
    return broker;
  }

  public void createTopics(List<String> names) throws InterruptedException {
    try {
      admin
          .createTopics(
              names.stream()
                  .map(name -> new NewTopic(name, Optional.of(PARTITIONS), Optional.empty()))
                  .toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new RigException("topics cannot be made", "see broker.log", e.getCause());
    }
  }

  /** Deletes the topics whose names contain a word; whoever used them has ended. */
  public void deleteTopics(String word) throws InterruptedException {
    try {
      List<String> names =
          admin.listTopics().names().get().stream().filter(name -> name.contains(word)).toList();
      admin.deleteTopics(names).all().get();
    } catch (ExecutionException e) {
      throw new RigException("topics cannot be deleted", "see broker.log", e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
    registry.close();
    broker.close();
  }
}
