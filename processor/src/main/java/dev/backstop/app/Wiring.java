package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.control.ControlBoard;
import dev.backstop.model.ModelFaults;
import dev.backstop.playbook.Signer;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.ControlKey;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.FallbackTopology;
import dev.backstop.topology.PoisonRecordHandler;
import dev.backstop.topology.batch.BatchStage;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.DrillGate;
import dev.backstop.topology.resolve.ResolveStage;
import dev.backstop.yaml.InvalidDocumentException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Puts an instance together. The only place that calls constructors across packages. */
public final class Wiring {

  private final BackstopConfig config;
  private final PrintStream out;

  public Wiring(BackstopConfig config, PrintStream out) {
    this.config = config;
    this.out = out;
  }

  /**
   * Runs an instance until it is told to stop.
   *
   * @return exit status: 0 when it stopped by itself in order, 1 after a failure; a process ended
   *     by a signal has the signal's
   * @throws InvalidDocumentException with every problem, if it cannot start
   */
  public int run() {
    RegistryProbe registry = new RegistryProbe(config);
    KafkaSettings settings = new KafkaSettings(config);
    Assembly assembly =
        new StartUp(config, new BrokerAndRegistry(config, settings, registry)).check();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Telemetry telemetry = new Telemetry(meters);
    if (config.role() != Role.REVIEW) {
      // A part that hears of no new policy would go on with the tiers of its files.
      assembly.policies().all().forEach(telemetry.proven()::watch);
    }
    WireCodec.Factory codecs = Serdes.perThread(Serdes.codecs(settings.serde()));
    ControlBoard board = new ControlBoard();
    HttpNotifier notifier = new HttpNotifier(telemetry.guard().playbooks());
    ControlKey signing = assembly.signing();
    FallbackTopology path =
        path(assembly, board, codecs, telemetry)
            .telling(notifier)
            .signing(signing == null ? Signer.NOBODY : signing::sign);
    LocalState state = new LocalState(settings.stateDirectory(), settings.group());
    if (settings.exactlyOnce()) {
      state.begin();
    }
    AuditWriter audit =
        new AuditWriter(Topic.AUDIT.with(config.topics().prefix()), settings.producer(), codecs);
    Adoption adoption =
        new Adoption(config, assembly, codecs, audit, InstantSource.system(), telemetry);
    PoliciesAtStart atStart = new PoliciesAtStart(adoption);
    ControlAdoption controls =
        new ControlAdoption(
            config.instanceId(),
            board,
            assembly.policies(),
            assembly.controlKeys(),
            codecs,
            audit,
            InstantSource.system(),
            telemetry);
    controls.watchTheClock();
    assembly.policies().watch(controls::recheck);
    EvidenceAdoption evidence = new EvidenceAdoption(board, codecs, telemetry.candidates());
    BreakerAdoption breakers = new BreakerAdoption(board, codecs, telemetry.breakers());
    DegradationWatch degradation =
        new DegradationWatch(
            assembly.policies(), board, telemetry.guard().degradation(), InstantSource.system());
    if (config.role() != Role.REVIEW) {
      degradation.watch();
    }
    InForce inForce =
        new InForce(
            config,
            assembly.policies(),
            assembly.models(),
            board,
            adoption::notes,
            controls::refused,
            InstantSource.system());
    Topology topology = path.build(atStart, controls, evidence, breakers);
    try (audit;
        adoption;
        controls;
        evidence;
        breakers;
        degradation;
        notifier;
        JvmGcMetrics gc = new JvmGcMetrics();
        KafkaStreams streams =
            new KafkaStreams(
                topology,
                properties(settings, path.batches(), codecs, telemetry),
                new ExactClients());
        KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams)) {
      kafka.bindTo(meters);
      gc.bindTo(meters);
      new JvmMemoryMetrics().bindTo(meters);
      new ProcessorMetrics().bindTo(meters);
      Meter waiting = Meter.POLICIES_WAITING;
      Gauge.builder(waiting.meterName(), adoption, policies -> policies.waiting().size())
          .description(waiting.description())
          .register(meters);
      streams.setGlobalStateRestoreListener(atStart);
      streams.setUncaughtExceptionHandler(
          new ThreadDeaths(config.maxThreadsReplaced(), System::currentTimeMillis, telemetry));
      Health health =
          new Health(
              streams::state,
              assembly.policies(),
              assembly.models(),
              registry,
              adoption::notes,
              controls::refused,
              config.role() != Role.REVIEW);
      return run(
          streams,
          assembly,
          state,
          notifier,
          management(streams, meters, health, topology, inForce));
    }
  }

  private int run(
      KafkaStreams streams,
      Assembly assembly,
      LocalState state,
      AutoCloseable notices,
      AutoCloseable management) {
    Instance instance =
        new Instance(streams, management, notices, assembly.shelf(), state::endedInOrder);
    Thread stop = new Thread(instance::close, "backstop-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    instance.start();
    new StartReport(config, assembly).lines().forEach(out::println);
    out.flush();
    try {
      boolean orderly = instance.await();
      if (!orderly) {
        Runtime.getRuntime().removeShutdownHook(stop);
        instance.close();
      }
      return orderly ? 0 : 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private FallbackTopology path(
      Assembly assembly, ControlBoard board, WireCodec.Factory codecs, Telemetry telemetry) {
    BackstopConfig.Reviews reviews = config.reviews();
    FallbackTopology.Settings settings =
        new FallbackTopology.Settings(
            config.role(),
            config.applicationId(),
            config.topics().prefix(),
            config.duplicateWindow(),
            assembly.partitions(),
            config.maxRequestBytes(),
            config.maxRecordBytes(),
            new ResolveStage.Settings(
                reviews.tick(), reviews.duePerTick(), reviews.retention(), reviews.patience()));
    return new FallbackTopology(
        settings,
        assembly.policies(),
        board,
        assembly.models(),
        codecs,
        InstantSource.system(),
        telemetry,
        new FallbackTopology.Drills(
            new DrillGate(assembly.drillers(), InstantSource.system()), ModelFaults.guarded()));
  }

  private Properties properties(
      KafkaSettings settings,
      BatchStage.Plan batches,
      WireCodec.Factory codecs,
      Telemetry telemetry) {
    Map<String, Object> streams = new HashMap<>(settings.streams());
    streams.putAll(settings.intercepted(BatchStage.class));
    streams.put(StreamsConfig.mainConsumerPrefix(BatchStage.PLAN), batches);
    streams.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonRecordHandler.class);
    streams.put(
        PoisonRecordHandler.TOOLS,
        new PoisonRecordHandler.Tools(
            codecs, telemetry, config.topics().prefix(), config.maxRequestBytes()));
    Properties properties = new Properties();
    properties.putAll(streams);
    return properties;
  }

  private AutoCloseable management(
      KafkaStreams streams,
      PrometheusMeterRegistry meters,
      Health health,
      Topology topology,
      InForce inForce) {
    BackstopConfig.Management at = config.management();
    if (at.port() < 0) {
      return () -> {};
    }
    Management management =
        Management.start(
            at.host(),
            at.port(),
            meters,
            health,
            topology.describe(),
            inForce,
            new PendingReviews(streams));
    out.println("management: http://" + at.host() + ":" + management.port() + "/health/ready");
    return management;
  }
}
