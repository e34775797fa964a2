package dev.backstop.cli;

import dev.backstop.config.PolicyCase;
import dev.backstop.config.PolicyReader;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.repository.ModelRepository;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyLint;
import dev.backstop.yaml.InvalidDocumentException;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code backstop policy} does with files alone. */
final class PolicyFileCommands {

  private PolicyFileCommands() {}

  /** {@code backstop policy lint}. */
  @Command(
      name = "lint",
      description = "Says everything that is wrong with policy files, and what is hardly meant.")
  static final class LintCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Policy files.")
    private List<Path> files = List.of();

    @Option(
        names = "--models",
        paramLabel = "DIR",
        arity = "1..*",
        description =
            "Model packages: says which the policy lacks, and whose features are of another type.")
    private List<Path> models = List.of();

    @Option(names = "--strict", description = "End with 1 also where something is hardly meant.")
    private boolean strict;

    @Option(
        names = "--repository",
        paramLabel = "DIR",
        description =
            "The model repository; then a model that it has not got, or not whole, is an error.")
    private @Nullable Path repository;

    LintCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      boolean good = true;
      KnownModels packages = packages();
      for (Path file : files) {
        Problems problems = new Problems();
        Optional<Policy> policy = PolicyReader.read(file, problems);
        policy.ifPresent(read -> danglingModels(file, read).forEach(problems::add));
        Map<String, ModelDescriptor> known = policy.map(packages::of).orElse(Map.of());
        policy.ifPresent(
            read ->
                ModelFit.problems(read, known, this::isToldElsewhere)
                    .forEach(problem -> problems.add(file + ": " + problem)));
        problems.all().forEach(terminal::say);
        if (policy.isPresent() && problems.isEmpty()) {
          List<String> remarks = new ArrayList<>(PolicyLint.remarks(policy.get()));
          remarks.addAll(ModelFit.remarks(policy.get(), known));
          remarks.forEach(remark -> terminal.say(file + ": warning: " + remark));
          terminal.say(file + ": " + policy.get().ref().toLineage() + " is sound");
          good &= remarks.isEmpty() || !strict;
        } else {
          good = false;
        }
      }
      return good ? ExitCode.OK : ExitCode.NO;
    }

    /** Which versions of models it names that are not in the repository as they should be. */
    private List<String> danglingModels(Path file, Policy policy) {
      List<String> dangling = new ArrayList<>();
      for (ModelFit.Asked asked : ModelFit.asked(policy)) {
        if (ModelFit.isVersion(asked.model())) {
          dangling.addAll(
              dangling(
                  file + ": " + asked.who() + ", model '" + asked.model() + "': ", asked.model()));
        }
      }
      return dangling;
    }

    /** Whether a model that is not there has been told of, or was not to be looked for. */
    private boolean isToldElsewhere(String model) {
      return models.isEmpty() || (repository != null && ModelFit.isVersion(model));
    }

    private List<String> dangling(String where, String model) {
      if (repository == null) {
        terminal.note(where + "not looked for; --repository says where");
        return List.of();
      }
      return ModelRepositoryCommands.problems(new ModelRepository(repository), model).stream()
          .map(problem -> where + problem)
          .toList();
    }

    private KnownModels packages() {
      KnownModels packages = new KnownModels(repository);
      for (Path folder : models) {
        try {
          packages.add(folder);
        } catch (InvalidDocumentException e) {
          throw CommandException.usage("--models: " + e.getMessage(), e);
        }
      }
      return packages;
    }
  }

  /** {@code backstop policy schema}. */
  @Command(
      name = "schema",
      description =
          "Prints the JSON Schema of policy files, by which editors complete and check them.")
  record SchemaCommand(Terminal terminal) implements Callable<Integer> {

    private static final String RESOURCE = "/dev/backstop/policy/backstop-policy-1.schema.json";

    @Override
    public Integer call() throws IOException {
      try (InputStream schema = SchemaCommand.class.getResourceAsStream(RESOURCE)) {
        if (schema == null) {
          throw new IllegalStateException("the jar lacks " + RESOURCE);
        }
        new String(schema.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(terminal::say);
      }
      return ExitCode.OK;
    }
  }

  /** {@code backstop policy test}. */
  @Command(
      name = "test",
      description = {
        "Checks a policy by examples: requests, what the models say of them, and what must come of it.",
        "They stand beside the policy, in a file with .cases before its ending."
      })
  static final class TestCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The policy file.")
    private Path file = Path.of("");

    @Option(
        names = "--cases",
        paramLabel = "FILE",
        description = "The examples; default: POLICY.cases.yaml beside POLICY.yaml.")
    private @Nullable Path cases;

    TestCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Problems problems = new Problems();
      Optional<Policy> policy = PolicyReader.read(file, problems);
      Path examples = cases == null ? beside(file) : cases;
      List<PolicyCase> read = List.of();
      try {
        read =
            PolicyCase.parse(
                String.valueOf(examples.getFileName()), Files.readString(examples), problems);
      } catch (IOException e) {
        problems.add(
            examples
                + " cannot be read; name the examples with --cases ("
                + e.getClass().getSimpleName()
                + ")");
      }
      if (policy.isEmpty() || !problems.isEmpty()) {
        problems.all().forEach(terminal::say);
        return ExitCode.NO;
      }
      int failed = 0;
      for (PolicyCase one : read) {
        List<String> failures = one.failures(policy.get());
        terminal.say((failures.isEmpty() ? "ok      " : "FAILED  ") + one.name());
        failures.forEach(failure -> terminal.say("        " + failure));
        failed += failures.isEmpty() ? 0 : 1;
      }
      terminal.say(read.size() + " cases, " + failed + " failed");
      return failed == 0 ? ExitCode.OK : ExitCode.NO;
    }

    private static Path beside(Path policy) {
      String name = String.valueOf(policy.getFileName());
      int dot = name.lastIndexOf('.');
      return policy.resolveSibling(
          (dot < 0 ? name : name.substring(0, dot))
              + ".cases"
              + (dot < 0 ? ".yaml" : name.substring(dot)));
    }
  }
}
