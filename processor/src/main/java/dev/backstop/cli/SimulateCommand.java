package dev.backstop.cli;

import dev.backstop.cli.page.PageParts;
import dev.backstop.cli.page.Simulated;
import dev.backstop.cli.page.SimulationPage;
import dev.backstop.config.PolicyReader;
import dev.backstop.policy.Policy;
import dev.backstop.simulation.Moved;
import dev.backstop.simulation.Report;
import dev.backstop.simulation.Simulation;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      converter = Span.class,
      defaultValue = "24h",
      description = "How far back to go; default ${DEFAULT-VALUE}.")
  private Duration since = Duration.ZERO;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description =
          "Take what 'policy record' has written instead of the topics, all of it; needs no broker.")
  private @Nullable Path recording;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "What was true: lines of request id, comma, label. Without it, what the audit panel's people have said tells how many answers are right.")
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

  @Option(
      names = "--changes",
      paramLabel = "FILE",
      description =
          "Write every request that ends otherwise, one a line (JSON): from where to where, by which way, and why.")
  private @Nullable Path changes;

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
    if (html != null) {
      OutputFile.requireWritable("--html", html);
    }
    if (changes != null) {
      OutputFile.requireWritable("--changes", changes);
    }
    Simulation simulation = new Simulation(candidate.get(), truth());
    Instant now = clock.instant();
    Recording recorded = recorded(now);
    List<Moved> moved = new ArrayList<>();
    recorded.answered().forEach(one -> simulation.add(one).ifPresent(moved::add));
    Report report = simulation.report();
    Simulated simulated =
        new Simulated(
            candidate.get().ref().toLineage(),
            candidate.get().domain(),
            recording == null ? since : Duration.between(recorded.oldest().orElse(now), now),
            now,
            recorded.without(),
            reviewMinutes,
            report);
    files(simulated, moved);
    if (json) {
      terminal.json(SimulationWords.json(simulated));
    } else {
      terminal.say(SimulationWords.lines(simulated));
    }
    return report.known() > 0 ? ExitCode.OK : ExitCode.NO;
  }

  /** Writes the files that are asked for. */
  private void files(Simulated simulated, List<Moved> moved) {
    if (html != null) {
      write("--html", html, List.of(SimulationPage.of(simulated, PageParts.load())));
      terminal.note("the page is in " + html);
    }
    if (changes != null) {
      write("--changes", changes, moved.stream().map(SimulationWords::line).toList());
      terminal.note("the " + moved.size() + " requests that end otherwise are in " + changes);
    }
  }

  private Recording recorded(Instant now) {
    if (recording != null) {
      return Recording.ofFile(recording);
    }
    try (Session session = new Session(backstop.config(), terminal)) {
      return Recording.ofTopics(session, now.minus(since));
    }
  }

  private static void write(String option, Path to, List<String> lines) {
    try {
      Files.write(to, lines);
    } catch (IOException e) {
      throw CommandException.usage(option + ": " + to + " cannot be written", e);
    }
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
}
