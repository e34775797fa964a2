package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.domain.Drill;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop drill report}. */
@Command(
    name = "report",
    description = {
      "Shows the drills that were run, the latest last; with RUN, all that was found in one.",
      "Ends with 1 where none was run, or the latest of a scenario has failed."
    })
final class DrillReportCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "A run, by its name.")
  private @Nullable String run;

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      converter = Span.class,
      defaultValue = "30d",
      description = "How far back to go; default ${DEFAULT-VALUE}.")
  private Duration since = Duration.ZERO;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final List<Map<String, String>> runs = new ArrayList<>();

  DrillReportCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Session session = new Session(backstop.config(), terminal);
        KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      session
          .reader(consumer)
          .read(
              List.of(session.name(Topic.AUDIT)),
              clock.instant().minus(since),
              record -> record.key() != null && Drill.owns(record.key()),
              record -> take(session, record));
    }
    runs.sort((a, b) -> of(a, "startedAt").compareTo(of(b, "startedAt")));
    if (run != null) {
      runs.removeIf(one -> !of(one, "run").equals(run));
    }
    if (json) {
      terminal.json(runs);
    } else if (runs.isEmpty()) {
      terminal.note(run == null ? "no drill was run" : "no such run is known");
    } else if (run != null) {
      runs.get(0).forEach((name, value) -> terminal.say(name + ": " + value));
    } else {
      terminal.say(table().lines());
    }
    return allPassed() ? ExitCode.OK : ExitCode.NO;
  }

  private void take(Session session, ConsumerRecord<String, byte[]> record) {
    if (session.decode(record, AuditEvent.class) instanceof WireCodec.Read<AuditEvent> read
        && read.record().getKind() == AuditKind.DRILL_RAN) {
      runs.add(read.record().getDetails());
    }
  }

  private Table table() {
    Table table =
        new Table(
            "RUN", "SCENARIO", "DOMAIN", "AT", "RESULT", "SENT", "LOST", "DETECTED", "RECOVERED");
    for (Map<String, String> one : runs) {
      table.row(
          of(one, "run"),
          of(one, "scenario"),
          of(one, "domain"),
          of(one, "tiers"),
          of(one, "result"),
          of(one, "sent"),
          of(one, "lost"),
          millis(one, "detectedMillis"),
          millis(one, "recoveredMillis"));
    }
    return table;
  }

  /** Whether the latest run of each scenario and domain has passed, and there is one. */
  private boolean allPassed() {
    Map<String, String> latest = new HashMap<>();
    runs.forEach(
        one -> latest.put(of(one, "domain") + ' ' + of(one, "scenario"), of(one, "result")));
    return !latest.isEmpty() && latest.values().stream().allMatch(DrillWords.PASSED::equals);
  }

  private static String millis(Map<String, String> one, String name) {
    String value = of(one, name);
    return value.isEmpty() ? "" : value + " ms";
  }

  private static String of(Map<String, String> one, String name) {
    return one.getOrDefault(name, "");
  }
}
