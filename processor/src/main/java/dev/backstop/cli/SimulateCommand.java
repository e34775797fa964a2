package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.config.PolicyReader;
import dev.backstop.domain.Decision;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
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

  private static final int MOST_CHANGES = 15;

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
    Simulation simulation = new Simulation(candidate.get(), truth());
    try (Session session = new Session(backstop.config(), terminal)) {
      read(session, clock.instant().minus(since));
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
    if (json) {
      terminal.json(json(candidate.get(), report, without));
    } else {
      say(candidate.get(), report, without);
    }
    return report.known() > 0 ? ExitCode.OK : ExitCode.NO;
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
              record -> record.key() != null,
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

  private void say(Policy candidate, Report report, int without) {
    terminal.say(
        report.requests()
            + " requests under "
            + candidate.ref().toLineage()
            + "; "
            + report.known()
            + " of them can be told");
    report
        .unknown()
        .forEach(
            (tier, count) ->
                terminal.say(
                    "- " + count + " would be asked at '" + tier + "', which was not asked then"));
    if (without > 0) {
      terminal.say("- " + without + " decisions are younger than the span, their requests older");
    }
    if (report.otherDomains() > 0) {
      terminal.say("- " + report.otherDomains() + " are of other domains");
    }
    terminal.say("");
    terminal.say(mix(report).lines());
    terminal.say("");
    terminal.say(
        String.format(
            Locale.ROOT,
            "reviews: %d then, %d now (%.1f and %.1f person-hours)",
            report.before().reviews(),
            report.after().reviews(),
            hours(report.before()),
            hours(report.after())));
    terminal.say(
        "right answers: " + right(report.before()) + " then, " + right(report.after()) + " now");
    terminal.say(
        "time in models, median and 99th percentile: "
            + latency(report.before())
            + " then, "
            + latency(report.after())
            + " now");
    if (report.costs().requests() > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "expected cost of mistakes and reviews, of %d requests: %.2f then, %.2f now",
              report.costs().requests(),
              report.costs().before(),
              report.costs().after()));
    }
    changes(report);
  }

  private void changes(Report report) {
    if (report.changes().isEmpty()) {
      terminal.say("no request ends otherwise");
      return;
    }
    terminal.say("");
    Table table = new Table("REQUESTS", "FROM", "TO", "BY", "SUCH AS");
    report.changes().stream()
        .limit(MOST_CHANGES)
        .forEach(
            change ->
                table.row(
                    Integer.toString(change.requests()),
                    end(change.kind().from(), change.kind().labelBefore()),
                    end(change.kind().to(), change.kind().labelAfter()),
                    change.kind().path(),
                    String.join(" ", change.examples())));
    terminal.say(table.lines());
    if (report.changes().size() > MOST_CHANGES) {
      terminal.say(
          "and " + (report.changes().size() - MOST_CHANGES) + " rarer ones; --json has all");
    }
  }

  private static Table mix(Report report) {
    Table table = new Table("ENDS AT", "THEN", "NOW");
    TreeSet<String> ends = new TreeSet<>(report.before().mix().keySet());
    ends.addAll(report.after().mix().keySet());
    for (String end : ends) {
      table.row(end, share(report, report.before(), end), share(report, report.after(), end));
    }
    return table;
  }

  private static String share(Report report, Report.Side side, String end) {
    int count = side.mix().getOrDefault(end, 0);
    return String.format(
        Locale.ROOT, "%d (%.1f %%)", count, 100.0 * count / Math.max(1, report.known()));
  }

  private double hours(Report.Side side) {
    return side.reviews() * reviewMinutes / 60;
  }

  private static String right(Report.Side side) {
    return side.known() == 0
        ? "not known"
        : String.format(
            Locale.ROOT,
            "%d of %d (%.1f %%)",
            side.right(),
            side.known(),
            100.0 * side.right() / side.known());
  }

  private static String latency(Report.Side side) {
    return String.format(
        Locale.ROOT, "%.1f/%.1f ms", side.p50LatencyMicros() / 1e3, side.p99LatencyMicros() / 1e3);
  }

  private static String end(String at, @Nullable String label) {
    return at + (label == null ? "" : " (" + label + ')');
  }

  private Map<String, Object> json(Policy candidate, Report report, int without) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("policy", candidate.ref().toLineage());
    told.put("requests", report.requests());
    told.put("known", report.known());
    told.put("unknown", report.unknown());
    told.put("otherDomains", report.otherDomains());
    told.put("withoutRequest", without);
    told.put("before", report.before());
    told.put("after", report.after());
    told.put("reviewHoursBefore", hours(report.before()));
    told.put("reviewHoursAfter", hours(report.after()));
    told.put("costs", report.costs());
    told.put("changes", report.changes());
    return told;
  }
}
