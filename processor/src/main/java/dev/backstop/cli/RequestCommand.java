package dev.backstop.cli;

import dev.backstop.domain.Request;
import dev.backstop.registry.RequestMapper;
import dev.backstop.topology.names.Topic;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop request}. */
@Command(
    name = "request",
    description = {
      "Sends prediction requests, and with --wait shows their decisions.",
      "They are read as JSON: an object, an array of objects, or an object a line, with the fields of PredictionRequest; domain alone is required. A feature is null, true, false, a number, a text or a list of numbers; 5 is a whole number, 5.0 is not."
    })
final class RequestCommand implements Callable<Integer> {

  private static final String STDIN = "-";

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The requests; - is standard input. Left out: one request from the options.")
  private @Nullable String file;

  @Option(names = "--domain", description = "The domain of requests that name none.")
  private @Nullable String domain;

  @Option(
      names = "--feature",
      paramLabel = "NAME=VALUE",
      description =
          "A feature of every request; may be repeated. What reads as JSON is taken so, else as text.")
  private Map<String, String> features = new LinkedHashMap<>();

  @Option(
      names = "--wait",
      arity = "0..1",
      paramLabel = "SECONDS",
      parameterConsumer = Seconds.class,
      description = "Wait for the final decisions; 30 seconds unless given.")
  private @Nullable Integer seconds;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  RequestCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    List<Request> requests = requests();
    try (Session session = new Session(backstop.config(), terminal)) {
      Map<String, byte[]> encoded = encode(session, requests);
      RequestDesk desk = new RequestDesk(session, terminal, json);
      if (seconds == null) {
        desk.sendOnly(encoded);
        return ExitCode.OK;
      }
      // Before anything is sent, lest an answer is missed.
      try (Answers answers = Answers.from(session)) {
        return desk.sendAndWait(encoded, answers, Duration.ofSeconds(seconds));
      }
    }
  }

  private List<Request> requests() {
    RequestFields.Defaults defaults =
        new RequestFields.Defaults(
            domain, features, clock.instant(), () -> UUID.randomUUID().toString());
    if (file == null) {
      if (features.isEmpty()) {
        throw CommandException.usage(
            "there is no request: name a FILE, - for standard input, or --domain and --feature");
      }
      return RequestJson.parse("the command line", "{}", defaults);
    }
    try {
      if (file.equals(STDIN)) {
        StringBuilder text = new StringBuilder();
        String line;
        while ((line = terminal.readLine()) != null) {
          text.append(line).append('\n');
        }
        return RequestJson.parse("standard input", text.toString(), defaults);
      }
      return RequestJson.parse(file, Files.readString(Path.of(file)), defaults);
    } catch (IOException e) {
      throw CommandException.usage(
          file + " cannot be read as UTF-8 text (" + e.getClass().getSimpleName() + ')', e);
    }
  }

  private Map<String, byte[]> encode(Session session, List<Request> requests) {
    Problems problems = new Problems();
    int most = backstop.config().maxRequestBytes();
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    for (Request request : requests) {
      byte[] value = session.encode(Topic.REQUESTS, RequestMapper.toAvro(request));
      if (value.length > most) {
        problems.add(
            request.requestId()
                + " has "
                + value.length
                + " bytes; 'request.max.bytes' is "
                + most);
      }
      encoded.put(request.requestId(), value);
    }
    problems.throwIfAny("the request");
    return encoded;
  }

  /** Takes what follows only if it is a number: in {@code --wait FILE} it is not. */
  static final class Seconds implements IParameterConsumer {

    private static final int UNLESS_GIVEN = 30;

    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
      boolean given = !arguments.isEmpty() && arguments.peek().matches("\\d{1,6}");
      option.setValue(given ? Integer.valueOf(arguments.pop()) : (Integer) UNLESS_GIVEN);
    }
  }
}
