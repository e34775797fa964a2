package dev.backstop.demo;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * While requests come, the first tier's threshold is raised through the policies topic and put back
 * again, by the commands that an operator has. Nothing is restarted.
 */
final class PolicyScene {
  private static final String PREFIX = "live-";

  /** The same applications come over and over, so that the stages are compared with their like. */
  private static final int APPLICATIONS = 120;

  /** Of each stage, before the next begins. */
  private static final int DECISIONS = APPLICATIONS;

  private static final int CHUNK = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DOMAIN = "credit";

  private final Distribution distribution;
  private final ProcessorProcess processor;
  private final Clients clients;
  private final WireClient wire;
  private final List<Application> applications;
  private final Demo.Settings settings;
  private final Narrator narrator;
  private final BooleanSupplier stopped;

  private final Journal journal = new Journal();
  private final Map<String, String> truth = new ConcurrentHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private volatile boolean enough;

  PolicyScene(
      Distribution distribution,
      ProcessorProcess processor,
      Clients clients,
      WireClient wire,
      List<Application> applications,
      Demo.Settings settings,
      Narrator narrator,
      BooleanSupplier stopped) {
    this.distribution = distribution;
    this.processor = processor;
    this.clients = clients;
    this.wire = wire;
    this.applications = applications.stream().limit(APPLICATIONS).toList();
    this.settings = settings;
    this.narrator = narrator;
    this.stopped = stopped;
  }

  Promise play() throws InterruptedException {
    Tightened policy = Tightened.of(settings.root().resolve("scripts/credit/policies/credit.yaml"));
    Producer<String, byte @Nullable []> producer = clients.producer();
    RobotReviewer robot = new RobotReviewer(truth, settings.seed(), producer, wire, journal);
    Polling reading = new DecisionReader(wire, journal, robot::decided).start(clients);
    Polling reviewing = robot.start(clients);
    try {
      Thread sending = send(producer);
      try {
        play(policy);
      } finally {
        enough = true;
        sending.join();
      }
      until("the last decisions", () -> terminal().size() == sent.get());
    } finally {
      reviewing.close();
      reading.close();
      robot.close();
      producer.close();
    }
    return judge(policy);
  }

  private void play(Tightened policy) throws InterruptedException {
    narrator.say(
        String.format(
            Locale.ROOT,
            "While requests come: the primary's threshold rises from %.2f to %.2f, and back",
            policy.lenient(),
            Tightened.STRICT));
    until("decisions before the change", () -> count(0, policy.before()) >= DECISIONS);
    Path file = distribution.log("credit-" + policy.version() + ".yaml");
    try {
      Files.writeString(file, policy.document());
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's directory can be written", e);
    }
    command("push", file.toString(), "--author", "ada");
    command("activate", DOMAIN, policy.version(), "--by", "olga", "--why", "fewer wrong answers");
    sayWhen(policy.version());
    int tight = sent.get();
    until("decisions under " + policy.version(), () -> count(tight, policy.version()) >= DECISIONS);
    command("rollback", DOMAIN, "--by", "olga", "--why", "too many reviews");
    sayWhen(policy.before());
    int back = sent.get();
    until("decisions under " + policy.before(), () -> count(back, policy.before()) >= DECISIONS);
  }

  private void command(String... arguments) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("policy"));
    all.addAll(List.of(arguments));
    narrator.say("backstop policy " + arguments[0]);
    try (ProcessorProcess command =
        ProcessorProcess.command(distribution, all.toArray(String[]::new))) {
      command.awaitEnd();
    }
  }

  /** How soon after the command's write the processor worked by the version. */
  private void sayWhen(String version) {
    activation(version)
        .ifPresent(
            event -> {
              Instant written = Instant.parse(event.getDetails().get("activatedAt"));
              narrator.say(
                  "The processor works by "
                      + version
                      + ' '
                      + Math.max(0, Duration.between(written, event.getAt()).toMillis())
                      + " ms after it was put in force; it was not restarted");
            });
  }

  private Optional<AuditEvent> activation(String version) {
    return journal.evidence().audit().stream()
        .filter(event -> event.getKind() == AuditKind.POLICY_ACTIVATED)
        .filter(event -> version.equals(event.getDetails().get("version")))
        .filter(event -> event.getDetails().containsKey("activatedAt"))
        .reduce((first, last) -> last);
  }

  private Promise judge(Tightened policy) {
    Map<Integer, List<Decision>> terminal = terminal();
    Map<Integer, Decision> first = new TreeMap<>();
    terminal.forEach((number, decisions) -> first.put(number, decisions.get(0)));
    narrator.plain(List.of(""));
    narrator.plain(TierMixes.of(first, policy).lines());
    narrator.plain(List.of(""));
    return new Promise(
        "policy-changes-live",
        "a policy that is put in force or rolled back takes hold without a restart; no request is lost or decided under a mixture",
        TierMixes.flaws(sent.get(), terminal, policy));
  }

  /** Terminal decisions of this scene's requests, by their number. */
  private Map<Integer, List<Decision>> terminal() {
    return journal
        .evidence()
        .terminal()
        .map(Answer::decision)
        .filter(decision -> decision.getRequestId().startsWith(PREFIX))
        .collect(Collectors.groupingBy(PolicyScene::number, HashMap::new, Collectors.toList()));
  }

  private long count(int from, String version) {
    return terminal().entrySet().stream()
        .filter(entry -> entry.getKey() >= from)
        .filter(entry -> entry.getValue().get(0).getPolicy().getVersion().equals(version))
        .count();
  }

  private void until(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(100);
      if (stopped.getAsBoolean()) {
        throw new InterruptedException("the demo is being stopped");
      }
      processor.requireAlive();
      if (journal.failure().isPresent()) {
        throw new DemoException(journal.failure().get(), "see the logs in " + settings.directory());
      }
      if (System.nanoTime() > deadline) {
        throw new DemoException(
            what + " did not come within " + PATIENCE.toSeconds() + " s",
            "see the logs in " + settings.directory());
      }
    }
  }

  private Thread send(Producer<String, byte @Nullable []> producer) {
    RequestStream stream = new RequestStream(producer, wire, journal);
    Thread sending =
        new Thread(
            () -> {
              try {
                while (!enough) {
                  stream.send(chunk(), settings.rate());
                }
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                journal.failed("the requests cannot be sent: " + e);
              }
            },
            "demo-live");
    sending.setDaemon(true);
    sending.start();
    return sending;
  }

  /** With a part that is not in sequence: by it the robot's habits differ from task to task. */
  private static String id(int number) {
    String digest = Sha256.of(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    return PREFIX + number + '-' + digest.substring(0, 8);
  }

  private static int number(Decision decision) {
    String id = decision.getRequestId();
    return Integer.parseInt(id.substring(PREFIX.length(), id.lastIndexOf('-')));
  }

  private List<Planned> chunk() {
    List<Planned> chunk = new ArrayList<>();
    for (int i = 0; i < CHUNK; i++) {
      int number = sent.getAndIncrement();
      String id = id(number);
      Application application = applications.get(number % applications.size());
      truth.put(id, application.label());
      chunk.add(new Planned.Question(id, application, Optional.empty(), Wish.NOTHING_SPECIAL));
    }
    return chunk;
  }
}
