package dev.backstop.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of a one-node KRaft cluster that is quick to start and cheap to fill with topics.
 */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final Map<String, String> ONE_NODE =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("node.id", Integer.toString(NODE_ID)),
          Map.entry("controller.listener.names", CONTROLLER_LISTENER),
          Map.entry("inter.broker.listener.name", "BROKER"),
          Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"));

  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "2"),
          Map.entry("num.replica.alter.log.dirs.threads", "1"),
          Map.entry("group.coordinator.threads", "1"),
          Map.entry("share.coordinator.threads", "1"),
          Map.entry("log.cleaner.threads", "1"),
          // The default is 128 MB of heap, taken at start.
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          // Every open segment maps two index files of this size; 16 MB of log fills about 48 KB of
          // index.
          Map.entry("log.segment.bytes", "16777216"),
          Map.entry("log.index.size.max.bytes", "65536"),
          Map.entry("offsets.topic.segment.bytes", "4194304"),
          Map.entry("transaction.state.log.segment.bytes", "4194304"),
          Map.entry("metadata.log.segment.bytes", "16777216"));

  /**
   * Nobody waits for stragglers here, and a killed client should be noticed within a test's
   * patience.
   */
  private static final Map<String, String> PROMPT =
      Map.ofEntries(
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
          Map.entry("log.segment.delete.delay.ms", "1000"));

  private BrokerSettings() {}

  /** Composes the settings; {@code overrides} win. */
  static Map<String, String> of(
      int port, int controllerPort, Path directory, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>(ONE_NODE);
    settings.putAll(SMALL);
    settings.putAll(PROMPT);
    String broker = "BROKER://" + Ports.HOST + ":" + port;
    String controller = Ports.HOST + ":" + controllerPort;
    settings.put("listeners", broker + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", broker);
    // Voters from the configuration, not from the log: the controller may then get another port at
    // every start.
    settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
    settings.put("log.dirs", directory.toString());
    settings.putAll(overrides);
    return settings;
  }
}
