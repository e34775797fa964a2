package dev.backstop.cli;

import dev.backstop.cli.page.PageParts;
import dev.backstop.cli.page.Simulated;
import dev.backstop.cli.page.SimulationPage;
import dev.backstop.config.PolicyReader;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Request;
import dev.backstop.policy.Policy;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.RequestMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.simulation.Answered;
import dev.backstop.simulation.Report;
import dev.backstop.simulation.Simulation;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop policy simulate}. */
@Command(
    name = "simulate",
    description = {
      "Says what a policy would have made of the requests that were answered lately. No model is asked:",
      "their answers are taken from the decisions. What cannot be known from those is counted."
    })
final class SimulateCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "FILE", description = "The candidate policy.")
  private Path file = Path.of("");

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      converter = ExplainCommand.Span.class,
      defaultValue = "24h",
      description = "How far back to go; default ${DEFAULT-VALUE}.")
  private Duration since = Duration.ZERO;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "What was true: lines of request id, comma, label. Default: what people have said.")
  private @Nullable Path labels;

  @Option(
      names = "--review-minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "What a review takes a person; default ${DEFAULT-VALUE}.")
  private double reviewMinutes;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with charts too, which a browser opens without a network.")
  private @Nullable Path html;

  /** Requests without their decision yet, and decisions without their request, by id. */
  private final Map<String, Request> requests = new HashMap<>();

  private final Map<String, Decision> decisions = new LinkedHashMap<>();

  SimulateCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Problems problems = new Problems();
    Optional<Policy> candidate = PolicyReader.read(file, problems);
    if (candidate.isEmpty()) {
      problems.all().forEach(terminal::say);
      return ExitCode.USAGE;
    }
    requireWritable(html);
    Simulation simulation = new Simulation(candidate.get(), truth());
    Instant now = clock.instant();
    try (Session session = new Session(backstop.config(), terminal)) {
      read(session, now.minus(since));
    }
    int without = 0;
    for (Decision decision : decisions.values()) {
      Request request = requests.get(decision.requestId());
      if (request == null) {
        without++;
      } else {
        simulation.add(new Answered(request, decision));
      }
    }
    Report report = simulation.report();
    Simulated simulated =
        new Simulated(
            candidate.get().ref().toLineage(),
            candidate.get().domain(),
            since,
            now,
            without,
            reviewMinutes,
            report);
    if (html != null) {
      write(html, SimulationPage.of(simulated, PageParts.load()));
    }
    if (json) {
      terminal.json(SimulationWords.json(simulated));
    } else {
      terminal.say(SimulationWords.lines(simulated));
    }
    return report.known() > 0 ? ExitCode.OK : ExitCode.NO;
  }

  /** Before the long way to it. */
  private static void requireWritable(@Nullable Path page) {
    if (page == null) {
      return;
    }
    Path folder = page.toAbsolutePath().getParent();
    if (Files.isDirectory(page) || folder == null || !Files.isWritable(folder)) {
      throw CommandException.usage(
          "--html: " + page + " cannot be written; give a file in a directory that can");
    }
  }

  private void write(Path page, String content) {
    try {
      Files.writeString(page, content);
    } catch (IOException e) {
      throw CommandException.usage("--html: " + page + " cannot be written", e);
    }
    terminal.note("the page is in " + page);
  }

  private Map<String, String> truth() {
    Map<String, String> known = new HashMap<>();
    if (labels == null) {
      return known;
    }
    try {
      for (String line : Files.readAllLines(labels)) {
        int comma = line.lastIndexOf(',');
        if (comma > 0) {
          known.put(line.substring(0, comma).strip(), line.substring(comma + 1).strip());
        } else if (!line.isBlank()) {
          throw CommandException.usage(
              "--labels: a line must be a request id, a comma and a label");
        }
      }
      return known;
    } catch (IOException e) {
      throw CommandException.usage("--labels: " + labels + " cannot be read", e);
    }
  }

  private void read(Session session, Instant from) {
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      session
          .reader(consumer)
          .read(
              List.of(session.name(Topic.DECISIONS), session.name(Topic.REQUESTS)),
              from,
              record -> record.key() != null && !Drill.owns(record.key()),
              record -> take(session, record));
    }
  }

  private void take(Session session, ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals(session.name(Topic.REQUESTS))) {
      if (session.decode(record, PredictionRequest.class)
          instanceof WireCodec.Read<PredictionRequest> read) {
        requests.putIfAbsent(record.key(), RequestMapper.fromAvro(read.record()));
      }
    } else if (session.decode(record, dev.backstop.v1.Decision.class)
        instanceof WireCodec.Read<dev.backstop.v1.Decision> read) {
      Decision decision = DecisionMapper.fromAvro(read.record());
      if (decision.status().isTerminal()) {
        decisions.put(decision.requestId(), decision);
      }
    }
  }
}
