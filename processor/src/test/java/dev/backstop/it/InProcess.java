package dev.backstop.it;

import static org.awaitility.Awaitility.await;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.ControlBoard;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Score;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.FallbackTopology;
import dev.backstop.topology.PoisonRecordHandler;
import dev.backstop.topology.batch.BatchStage;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.resolve.ResolveStage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** The topology on a real broker, in this JVM, so that its threads can be made to die. */
final class InProcess implements AutoCloseable {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: sure, threshold: 0.5, budget: 2s}
        - {tier: default, kind: default, label: "no"}
      """;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicBoolean deadly = new AtomicBoolean();
  private final AtomicInteger deaths = new AtomicInteger();
  private final Restores restores = new Restores();
  private final KafkaStreams streams;

  private InProcess(
      Surroundings surroundings,
      String prefix,
      int partitions,
      String protocol,
      Path folder,
      String name) {
    WireCodec.Factory codecs =
        Serdes.perThread(Serdes.codecs(Serdes.apicurio(surroundings.registryUrl(), true)));
    Telemetry telemetry = new Telemetry(meters);
    FallbackTopology path =
        new FallbackTopology(
            new FallbackTopology.Settings(
                Role.PRIMARY,
                application(prefix),
                prefix,
                Duration.ofHours(1),
                partitions,
                50_000,
                100_000,
                new ResolveStage.Settings(
                    Duration.ofSeconds(1), 100, Duration.ofHours(1), Duration.ofMinutes(1))),
            policies(),
            new ControlBoard(),
            models(),
            codecs,
            clock(),
            telemetry);
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG,
            application(prefix),
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            surroundings.bootstrapServers(),
            StreamsConfig.STATE_DIR_CONFIG,
            folder.resolve("state-" + name).toString(),
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.GROUP_PROTOCOL_CONFIG,
            protocol,
            StreamsConfig.mainConsumerPrefix("interceptor.classes"),
            BatchStage.class.getName(),
            StreamsConfig.mainConsumerPrefix(BatchStage.PLAN),
            path.batches(),
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            PoisonRecordHandler.class,
            PoisonRecordHandler.TOOLS,
            new PoisonRecordHandler.Tools(codecs, telemetry, prefix, 100_000)));
    if (protocol.equals("classic")) {
      // As the product does: a member that comes back is known again at once.
      settings.put("group.instance.id", name);
      settings.put("session.timeout.ms", 6_000);
      settings.put("heartbeat.interval.ms", 1_000);
    }
    streams =
        new KafkaStreams(
            path.build(
                (key, value, at) -> {},
                (key, value, at) -> {},
                (key, value, at) -> {},
                (key, value, at) -> {}),
            settings);
    streams.setGlobalStateRestoreListener(restores);
    streams.setUncaughtExceptionHandler(
        failure -> {
          deadly.set(false);
          deaths.incrementAndGet();
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
  }

  static InProcess start(
      Surroundings surroundings,
      String prefix,
      int partitions,
      String protocol,
      Path folder,
      String name) {
    InProcess started = new InProcess(surroundings, prefix, partitions, protocol, folder, name);
    started.streams.start();
    await("running")
        .atMost(Duration.ofSeconds(60))
        .until(() -> started.streams.state() == KafkaStreams.State.RUNNING);
    return started;
  }

  static String application(String prefix) {
    return prefix.replace(".", "");
  }

  /** The thread dies at its next step; the one in its place does not. */
  void killThread() {
    deadly.set(true);
  }

  int deaths() {
    return deaths.get();
  }

  long activeTasks() {
    return streams.metadataForLocalThreads().stream()
        .mapToLong(thread -> thread.activeTasks().size())
        .sum();
  }

  /** How many partitions were restored more than once: the second time after state was dropped. */
  int restoredAgain() {
    return restores.again.get();
  }

  double count(Meter meter, String tag, String value) {
    return meters.find(meter.meterName()).tag(tag, value).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Override
  public void close() {
    streams.close(Duration.ofSeconds(30));
  }

  private InstantSource clock() {
    return () -> {
      if (deadly.get()) {
        throw new KafkaException("a thread is to die here");
      }
      return Instant.now();
    };
  }

  private static Policies policies() {
    return new Policies(List.of(PolicyTexts.policy(POLICY)));
  }

  private static Models models() {
    Outcome sure = new Outcome.Scored(new Score("yes", Map.of("yes", .9, "no", .1), .9, .9));
    return new Models(
        List.of(
            new Model(
                new ModelRef("sure", "1", "a".repeat(64)),
                List.of("yes", "no"),
                rows -> rows.stream().map(row -> sure).toList())));
  }

  /** A partition whose restore is broken off begins again from what is left of its changelog. */
  private static final class Restores implements StateRestoreListener {
    private final AtomicInteger again = new AtomicInteger();
    private final Set<TopicPartition> begun = ConcurrentHashMap.newKeySet();

    @Override
    public void onRestoreStart(
        TopicPartition partition, String store, long startingOffset, long endingOffset) {
      if (!begun.add(partition)) {
        again.incrementAndGet();
      }
    }

    @Override
    public void onBatchRestored(
        TopicPartition partition, String store, long endOffset, long restored) {}

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long total) {}
  }
}
