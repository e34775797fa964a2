package dev.backstop.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop policy record}. */
@Command(
    name = "record",
    description = {
      "Writes requests that were answered lately, their decisions and labels to a file (Avro),",
      "for 'policy simulate --recording'. Features that the policies allow to be kept no longer are left out."
    })
final class RecordCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "FILE", description = "Where to; it is overwritten.")
  private Path file = Path.of("");

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      converter = Span.class,
      defaultValue = "24h",
      description = "How far back to go; default ${DEFAULT-VALUE}.")
  private Duration since = Duration.ZERO;

  RecordCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    OutputFile.requireWritable("FILE", file);
    Instant now = clock.instant();
    try (Session session = new Session(backstop.config(), terminal)) {
      Recording recording = Recording.ofTopics(session, now.minus(since));
      int forgotten =
          recording.forget(KnownPolicies.read(session, backstop.config())::governing, now);
      recording.write(file);
      int answered = recording.answered().size();
      terminal.say(answered + " requests and their decisions are in " + file);
      if (recording.without() > 0) {
        terminal.note(
            recording.without()
                + " decisions are left out: their requests are older than the span");
      }
      if (forgotten > 0) {
        terminal.note(
            forgotten
                + " values of features are left out: their retention in the policies is over");
      }
      return answered > 0 ? ExitCode.OK : ExitCode.NO;
    }
  }
}
