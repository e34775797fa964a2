package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.domain.ModelName;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.repository.Manifest;
import dev.backstop.model.repository.ModelRepository;
import dev.backstop.model.repository.ModelRepository.Found;
import dev.backstop.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code backstop model} does with the model repository. */
final class ModelRepositoryCommands {

  private ModelRepositoryCommands() {}

  /** Asks a model for its golden rows. */
  @FunctionalInterface
  interface Proof {

    Proven of(ModelPackage checked);
  }

  /**
   * What came of it.
   *
   * @param problems why it must not be used
   * @param notRun why it could not be asked here, or null if it was
   */
  record Proven(List<String> problems, @Nullable String notRun) {}

  /** Which repository. */
  static final class Place {

    @Option(
        names = "--repository",
        paramLabel = "DIR",
        description = "The model repository; default: 'models.repository' of the configuration.")
    private @Nullable Path named;

    Path root(BackstopCommand backstop) {
      Path root = named != null ? named : backstop.config().models().repository();
      if (root == null) {
        throw CommandException.usage(
            "which repository? Name it with --repository, or set 'models.repository'");
      }
      return root;
    }

    /** The repository, which must be there. */
    ModelRepository present(BackstopCommand backstop) {
      Path root = root(backstop);
      if (!Files.isDirectory(root)) {
        throw CommandException.usage(
            root + " is no directory; the first 'backstop model push' makes one");
      }
      return new ModelRepository(root);
    }
  }

  /** {@code backstop model push}. */
  @Command(
      name = "push",
      description = {
        "Checks a model package, asks it for its golden rows, and places it in the model repository.",
        "A version that is there is never changed."
      })
  static final class PushCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;
    private final InstantSource clock;
    private final Proof proof;

    @Parameters(paramLabel = "DIR", description = "The directory of the package.")
    private Path directory = Path.of("");

    @Option(
        names = "--by",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who places it there; default: the user of this machine.")
    private String by = "";

    @Mixin private Place place = new Place();

    PushCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock, Proof proof) {
      this.backstop = backstop;
      this.terminal = terminal;
      this.clock = clock;
      this.proof = proof;
    }

    @Override
    public Integer call() {
      Path root = place.root(backstop);
      try {
        ModelPackage checked = ModelPackage.read(directory);
        Proven proven = proof.of(checked);
        if (proven.notRun() != null) {
          terminal.note("the golden rows were not asked for here: " + proven.notRun());
        }
        return proven.problems().isEmpty() ? push(root, checked) : refused(proven.problems());
      } catch (InvalidDocumentException e) {
        return refused(e.problems());
      }
    }

    private int push(Path root, ModelPackage checked) {
      String lineage = checked.ref().toLineage();
      try {
        ModelRepository.Pushed pushed =
            new ModelRepository(root).push(checked, clock.instant(), by);
        terminal.say(
            switch (pushed) {
              case ADDED -> lineage + " is in " + root + "; a policy names it as " + named(checked);
              case THERE_ALREADY -> lineage + " was in " + root + " before, just the same";
            });
        return ExitCode.OK;
      } catch (IOException e) {
        throw CommandException.usage("the repository " + root + " cannot be written: " + e, e);
      }
    }

    private static String named(ModelPackage checked) {
      return new ModelName(checked.ref().name(), checked.ref().version()).toString();
    }

    private int refused(List<String> problems) {
      problems.forEach(problem -> terminal.say("  - " + problem));
      terminal.note(directory + " was not pushed");
      return ExitCode.NO;
    }
  }

  /** {@code backstop model list}. */
  @Command(name = "list", description = "Lists the versions in the model repository.")
  static final class ListCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Mixin private Place place = new Place();

    ListCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      List<Found> all = all(place.present(backstop));
      Table table = new Table("MODEL", "DIGEST", "BYTES", "PUSHED", "BY");
      for (Found found : all) {
        if (found instanceof Found.Version version) {
          Manifest manifest = version.manifest();
          table.row(
              named(found),
              digest(manifest),
              Long.toString(manifest.bytes()),
              Words.time(manifest.pushedAt()),
              manifest.pushedBy());
        }
      }
      terminal.say(table.lines());
      for (Found found : all) {
        if (found instanceof Found.Unusable unusable) {
          terminal.note(named(found) + " is no version: " + String.join("; ", unusable.problems()));
        }
      }
      return ExitCode.OK;
    }

    /** Of its model.yaml: the one in lineage. */
    private static String digest(Manifest manifest) {
      return manifest.files().stream()
          .filter(file -> file.path().equals(ModelPackage.DOCUMENT))
          .map(file -> file.sha256().substring(0, 8))
          .findFirst()
          .orElse("none");
    }
  }

  /** {@code backstop model verify}. */
  @Command(
      name = "verify",
      description =
          "Reads versions in the model repository whole, as an instance does before it loads one: manifest, digests, contents, safety.")
  static final class VerifyCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Parameters(
        paramLabel = "NAME@VERSION",
        arity = "0..*",
        description = "The versions; default: all.")
    private List<String> names = List.of();

    @Mixin private Place place = new Place();

    VerifyCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      ModelRepository repository = place.present(backstop);
      List<String> wanted = new ArrayList<>(names);
      if (wanted.isEmpty()) {
        all(repository).forEach(found -> wanted.add(named(found)));
      }
      boolean whole = true;
      for (String one : wanted) {
        List<String> problems = problems(repository, one);
        terminal.say(one + ": " + (problems.isEmpty() ? "whole" : "FAILED"));
        problems.forEach(problem -> terminal.say("  - " + problem));
        whole &= problems.isEmpty();
      }
      return whole ? ExitCode.OK : ExitCode.NO;
    }
  }

  /** What is wrong with a model of the repository; empty if nothing is. */
  static List<String> problems(ModelRepository repository, String named) {
    ModelName name = ModelName.parse(named).orElse(null);
    if (name == null || name.version() == null) {
      return List.of("'" + named + "' is not of the form name@version");
    }
    try {
      var unused = repository.read(name.name(), name.version());
      return List.of();
    } catch (InvalidDocumentException e) {
      return e.problems();
    }
  }

  private static List<Found> all(ModelRepository repository) {
    try {
      return repository.list();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw CommandException.usage("the repository cannot be read: " + e, e);
    }
  }

  private static String named(Found found) {
    return found.name() + '@' + found.version();
  }
}
