package dev.backstop.cli;

import dev.backstop.cli.story.Story;
import dev.backstop.cli.story.Trail;
import dev.backstop.cli.story.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop explain}. */
@Command(
    name = "explain",
    description = {
      "Tells what became of a request and why the first model did not answer it, from the topics alone.",
      "Ends with 1 if nothing is known of the id."
    })
final class ExplainCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "REQUEST_ID", description = "The request's id, the key of its records.")
  private String requestId = "";

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      converter = Span.class,
      description = "Read only records younger than this, such as 2h. Default: all of them.")
  private @Nullable Duration since;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ExplainCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Session session = new Session(backstop.config(), terminal)) {
      TrailReader reader = new TrailReader(session, List.of(requestId));
      Instant from = since == null ? null : clock.instant().minus(since);
      List<TopicReader.Extent> searched = reader.read(from);
      Trail trail = reader.trails().get(0);
      if (trail.isEmpty()) {
        unknown(searched, from);
        return ExitCode.NO;
      }
      Story story = Story.of(trail);
      if (json) {
        terminal.json(json(story, searched));
      } else {
        tell(story);
      }
      return ExitCode.OK;
    }
  }

  private void tell(Story story) {
    terminal.say("Request " + story.requestId() + ": " + story.state().inWords() + '.');
    terminal.say("");
    for (Story.Line line : story.lines()) {
      String place = line.place() == null ? "" : "  <" + line.place() + '>';
      terminal.say(Words.time(line.at()) + "  " + line.sentence() + place);
    }
    terminal.say("");
    terminal.say("Why not the first model: " + story.whyNotTheFirstModel());
  }

  private void unknown(List<TopicReader.Extent> searched, @Nullable Instant from) {
    String where =
        searched.stream().map(TopicReader.Extent::inWords).collect(Collectors.joining(", "));
    if (json) {
      terminal.json(Map.of("requestId", requestId, "found", false, "searched", searched));
    }
    terminal.note(
        "nothing is known of request "
            + requestId
            + "; searched "
            + (from == null ? "from the beginning" : "since " + Words.time(from))
            + ": "
            + where);
  }

  private static Map<String, Object> json(Story story, List<TopicReader.Extent> searched) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("requestId", story.requestId());
    all.put("found", true);
    all.put("state", story.state());
    all.put("events", story.lines());
    all.put("whyNotTheFirstModel", story.whyNotTheFirstModel());
    all.put("searched", searched);
    return all;
  }
}
