package dev.backstop.demo;

import dev.backstop.sandbox.BrokerOptions;
import dev.backstop.sandbox.Sandbox;
import dev.backstop.sandbox.SandboxOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The demo from begin to end. Everything it starts, {@link #close()} ends, the last first. */
final class Demo implements AutoCloseable {

  /**
   * What is to be done.
   *
   * @param root of the checkout
   * @param directory for state and logs
   * @param terminal whether the output can be redrawn
   */
  record Settings(Path root, Path directory, double rate, int limit, long seed, boolean terminal) {}

  /** What came of it. */
  record Outcome(Summary summary, List<Promise> promises, double seconds) {}

  /** How long answers may take once all is sent. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long nothing more may come before nothing more is expected. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Settings settings;
  private final PrintStream out;
  private final Narrator narrator;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private volatile boolean closed;

  Demo(Settings settings, PrintStream out, Narrator narrator) {
    this.settings = settings;
    this.out = out;
    this.narrator = narrator;
  }

  /** Where everything is, for whoever goes on with it. */
  private record Running(Sandbox sandbox, Distribution distribution, ProcessorProcess processor) {}

  private @Nullable Running running;

  Outcome run() throws InterruptedException {
    Path credit = settings.root().resolve("scripts/credit");
    List<Application> all = Applications.read(credit.resolve("data/stream.csv"));
    List<Application> applications = all.stream().limit(settings.limit()).toList();
    List<Planned> plan = RequestPlan.of(applications, settings.seed());
    Running running = start();
    this.running = running;

    Journal journal = new Journal();
    stream(plan, running, journal);

    narrator.say("Reading the meters and judging the promises");
    Evidence evidence = journal.evidence();
    List<Promise> promises =
        new ArrayList<>(Promises.judge(evidence, running.processor().meters(), Digests.of(credit)));
    promises.add(scene(running, all).play());
    return new Outcome(Summary.of(evidence), promises, narrator.seconds());
  }

  private PolicyScene scene(Running running, List<Application> applications) {
    return new PolicyScene(
        running.distribution(),
        running.processor(),
        new Clients(running.sandbox().broker().bootstrapServers()),
        new WireClient(running.sandbox().registry().confluentUrl()),
        applications,
        settings,
        narrator,
        () -> closed);
  }

  private Running start() throws InterruptedException {
    narrator.say("Starting a Kafka broker and a schema registry (the sandbox)");
    Sandbox sandbox =
        started(
            Sandbox.start(
                new SandboxOptions(BrokerOptions.temporary(), 0, true, settings.directory())));
    Distribution distribution = Distribution.of(settings.root(), settings.directory(), sandbox);
    narrator.say("Making the topics: backstop topics create");
    started(ProcessorProcess.command(distribution, "topics", "create")).awaitEnd();
    narrator.say("Starting the processor: backstop run");
    ProcessorProcess processor = started(ProcessorProcess.start(distribution));
    processor.awaitReady();
    narrator.say("The processor is ready at " + processor.managementUrlOrFail());
    return new Running(sandbox, distribution, processor);
  }

  private void stream(List<Planned> plan, Running running, Journal journal)
      throws InterruptedException {
    Clients clients = new Clients(running.sandbox().broker().bootstrapServers());
    WireClient wire = new WireClient(running.sandbox().registry().confluentUrl());
    Producer<String, byte @Nullable []> producer = started(clients.producer());
    RobotReviewer robot =
        started(new RobotReviewer(truth(plan), settings.seed(), producer, wire, journal));
    Polling reading = started(new DecisionReader(wire, journal, robot::decided).start(clients));
    Polling reviewing = started(robot.start(clients));
    try {
      narrator.say(describe(plan));
      LiveTable table = new LiveTable(out, settings.terminal());
      Thread sending = send(plan, producer, wire, journal);
      await(plan.size(), sending, running.processor(), journal, table);
    } finally {
      reviewing.close();
      reading.close();
    }
  }

  private Thread send(
      List<Planned> plan,
      Producer<String, byte @Nullable []> producer,
      WireClient wire,
      Journal journal) {
    RequestStream stream = new RequestStream(producer, wire, journal);
    Thread sending =
        new Thread(
            () -> {
              try {
                stream.send(plan, settings.rate());
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                journal.failed("the requests cannot be sent: " + e);
              }
            },
            "demo-stream");
    sending.setDaemon(true);
    sending.start();
    return sending;
  }

  /** Shows the figures until all has come and nothing more comes, or patience ends. */
  private void await(
      int planned, Thread sending, ProcessorProcess processor, Journal journal, LiveTable table)
      throws InterruptedException {
    double begin = narrator.seconds();
    double lastChange = begin;
    double sentAt = Double.POSITIVE_INFINITY;
    Evidence before = journal.evidence();
    while (true) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      if (closed) {
        throw new InterruptedException("the demo is being stopped");
      }
      processor.requireAlive();
      if (journal.failure().isPresent()) {
        throw new DemoException(journal.failure().get(), "see the logs in " + settings.directory());
      }
      double now = narrator.seconds();
      Evidence evidence = journal.evidence();
      table.show(Summary.of(evidence), planned, now - begin);
      lastChange = grown(before, evidence) ? now : lastChange;
      sentAt = sending.isAlive() ? sentAt : Math.min(sentAt, now);
      before = evidence;
      Outstanding outstanding = Outstanding.of(evidence, planned);
      boolean complete = outstanding.nothing() && now - lastChange > seconds(QUIET);
      if (complete || now - sentAt > seconds(PATIENCE)) {
        table.finish(Summary.of(evidence), planned, now - begin);
        if (!complete) {
          narrator.say(
              "Gave up waiting after "
                  + PATIENCE.toSeconds()
                  + " s; missing: "
                  + outstanding.missing());
        }
        return;
      }
    }
  }

  private static boolean grown(Evidence before, Evidence now) {
    return now.sent().size() > before.sent().size()
        || now.answers().size() > before.answers().size()
        || now.deadLetters().size() > before.deadLetters().size()
        || now.audit().size() > before.audit().size()
        || now.tasks().size() > before.tasks().size()
        || now.verdicts().size() > before.verdicts().size();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private String describe(List<Planned> plan) {
    long questions = plan.stream().filter(Planned.Question.class::isInstance).count();
    long copies = plan.stream().filter(Planned.Copy.class::isInstance).count();
    return "Sending "
        + plan.size()
        + " records at "
        + Math.round(settings.rate())
        + "/s: "
        + questions
        + " applications, "
        + copies
        + " duplicates, "
        + (plan.size() - questions - copies)
        + " malformed; a robot reviews";
  }

  private static Map<String, String> truth(List<Planned> plan) {
    return plan.stream()
        .filter(Planned.Question.class::isInstance)
        .map(Planned.Question.class::cast)
        .collect(
            Collectors.toMap(
                Planned.Question::requestId, question -> question.application().label()));
  }

  /** What to do with a demo that is left running. */
  List<String> instructions() {
    Running running = this.running;
    if (running == null) {
      return List.of();
    }
    Path root = settings.root();
    return Instructions.of(
        root,
        running.distribution().connection(),
        running.processor().managementUrlOrFail(),
        settings.directory());
  }

  private synchronized <T extends AutoCloseable> T started(T one) {
    started.push(one);
    if (closed) {
      close();
      throw new IllegalStateException("the demo is being stopped");
    }
    return one;
  }

  /** Ends everything, the last first. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!started.isEmpty()) {
      AutoCloseable next = started.pop();
      try {
        next.close();
      } catch (Exception e) {
        // One that does not end must not keep the others.
        out.println("demo: " + next.getClass().getSimpleName() + " did not end well: " + e);
      }
    }
  }
}
