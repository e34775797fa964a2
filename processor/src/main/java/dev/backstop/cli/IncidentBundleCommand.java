package dev.backstop.cli;

import dev.backstop.cli.bundle.Bundle;
import dev.backstop.cli.bundle.Findings;
import dev.backstop.cli.bundle.Pseudonyms;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop incident bundle}. */
@Command(
    name = "bundle",
    description = {
      "Writes a folder for a review of an incident: timeline, evidence of breakers, policies and what they changed,",
      "charts of meters, decisions as examples with pseudonyms for values, and a template whose facts are filled in."
    })
final class IncidentBundleCommand implements Callable<Integer> {

  private static final int KEY_BYTES = 32;

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "ID", description = "The incident's id, or how it begins.")
  private String id = "";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Where to; a new or an empty folder. Default: one with the incident's id, here.")
  private @Nullable Path out;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = "A Prometheus that has the meters, such as http://127.0.0.1:9090.")
  private @Nullable URI prometheus;

  @Option(
      names = "--around",
      paramLabel = "SPAN",
      converter = Span.class,
      defaultValue = "15m",
      description = "How long before and after it to look too; default ${DEFAULT-VALUE}.")
  private Duration around = Duration.ZERO;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many requests to tell in full, at most; default ${DEFAULT-VALUE}.")
  private int samples;

  IncidentBundleCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (samples < 0) {
      throw CommandException.usage("--samples: it must be 0 or more");
    }
    if (out != null) {
      requireEmpty(out);
    }
    Findings found;
    try (Session session = new Session(backstop.config(), terminal)) {
      found =
          new IncidentEvidence(session, terminal, around, samples, prometheus)
              .of(Shelf.incidents(session, terminal).named(id), clock.instant());
    }
    Path folder = out == null ? Path.of(found.incident().id()) : out;
    requireEmpty(folder);
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    write(folder, Bundle.files(found, new Pseudonyms(key)));
    found.missing().forEach(terminal::note);
    terminal.say("the bundle of incident " + found.incident().id() + " is in " + folder);
    return ExitCode.OK;
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> contents = Files.list(folder)) {
      if (contents.findAny().isPresent()) {
        throw CommandException.usage("--out: " + folder + " is not empty");
      }
    } catch (IOException e) {
      throw CommandException.usage("--out: " + folder + " is no folder that can be read", e);
    }
  }

  private static void write(Path folder, Map<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Path parent = path.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw CommandException.usage("--out: " + folder + " cannot be written", e);
    }
  }
}
