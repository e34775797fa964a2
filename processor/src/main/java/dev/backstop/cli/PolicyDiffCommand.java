package dev.backstop.cli;

import dev.backstop.policy.PolicyDiff;
import dev.backstop.yaml.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop policy diff}. */
@Command(
    name = "diff",
    description = {
      "Says in words what changes for whom from one policy to another.",
      "From one file to another, or from what is in force to a file."
    })
final class PolicyDiffCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description =
          "The policy file as it was, or, with one file alone and --in-force, as it is to be.")
  private Path first = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "AFTER",
      description = "The policy file as it is to be.")
  private @Nullable Path second;

  @Option(
      names = "--in-force",
      description = "Compare with the policy that governs the file's domain now.")
  private boolean inForce;

  PolicyDiffCommand(BackstopCommand backstop, Terminal terminal) {
    this.backstop = backstop;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (inForce == (second != null)) {
      throw CommandException.usage("give two files, or one file and --in-force");
    }
    Problems problems = new Problems();
    Optional<Written> one = Written.read(first, problems);
    if (second == null) {
      return one.isEmpty() ? refused(problems) : afterWhatIsInForce(one.get());
    }
    Optional<Written> other = Written.read(second, problems);
    return one.isEmpty() || other.isEmpty() ? refused(problems) : told(one.get(), other.get());
  }

  private int afterWhatIsInForce(Written after) {
    String domain = after.policy().domain();
    try (Session session = new Session(backstop.config(), terminal)) {
      Optional<Written> now = KnownPolicies.read(session, backstop.config()).inForce(domain);
      if (now.isEmpty()) {
        terminal.say("nothing is in force for domain '" + domain + "'");
        return ExitCode.NO;
      }
      terminal.note("in force: " + now.get().policy().ref().toLineage());
      return told(now.get(), after);
    }
  }

  private int refused(Problems problems) {
    problems.all().forEach(terminal::say);
    return ExitCode.USAGE;
  }

  private int told(Written before, Written after) {
    List<String> changes = PolicyDiff.between(before.policy(), after.policy());
    changes.forEach(change -> terminal.say("- " + change));
    before.declared().changesTo(after.declared()).forEach(change -> terminal.say("- " + change));
    if (changes.isEmpty()) {
      terminal.say("nothing changes for any request");
    }
    return ExitCode.OK;
  }
}
