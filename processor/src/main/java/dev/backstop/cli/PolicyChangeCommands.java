package dev.backstop.cli;

import dev.backstop.policy.PublishedPolicy;
import dev.backstop.signing.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code backstop policy} does to put a version in force. */
final class PolicyChangeCommands {

  private PolicyChangeCommands() {}

  /** What putting a version in force needs to know. */
  abstract static class Change implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;
    private final InstantSource clock;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who does it.")
    private String by = "";

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Why.")
    private String why = "";

    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "The secret key of who does it, where instances ask for signatures.")
    private @Nullable Path key;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "10",
        description = "How long to wait for the first instance's answer; default ${DEFAULT-VALUE}.")
    private int seconds;

    Change(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      this.backstop = backstop;
      this.terminal = terminal;
      this.clock = clock;
    }

    abstract String domain();

    abstract PublishedPolicy chosen(PolicyShelf shelf);

    @Override
    public Integer call() {
      try (Session session = new Session(backstop.config(), terminal);
          Echoes echoes = new Echoes(session, terminal, Echoes.About.POLICY)) {
        PolicyShelf shelf = PolicyShelf.read(session);
        PublishedPolicy policy = chosen(shelf);
        PolicyCommand.refuse(PolicyCommand.people(policy).operator(by));
        Instant now = clock.instant();
        PublishedPolicy before = before(shelf, policy, now);
        PublishedPolicy.Activation last = before == null ? null : before.activation();
        boolean again = before != null && before.sha256().equals(policy.sha256());
        if (again && (key == null || (last != null && last.signature() != null))) {
          terminal.note(PolicyCommand.named(policy) + " is in force already");
          return ExitCode.OK;
        }
        String previous =
            before == null ? null : again && last != null ? last.previous() : before.sha256();
        PublishedPolicy.Activation activation =
            signed(
                new PublishedPolicy.Activation(by, why, after(last, now), previous),
                policy.sha256());
        shelf.activate(domain(), policy.activated(activation));
        if (again) {
          terminal.say(
              PolicyCommand.named(policy) + " was to be in force already, and that is signed now");
          return ExitCode.OK;
        }
        terminal.say(PolicyCommand.named(policy) + " is to be in force for domain " + domain());
        return echoes.await(
            policy.sha256(),
            before == null ? "" : PolicyCommand.named(before),
            Duration.ofSeconds(seconds));
      }
    }

    /** Now, or after the last activation where the clock of that was ahead: it is the later one. */
    private static Instant after(PublishedPolicy.@Nullable Activation last, Instant now) {
      return last == null || now.isAfter(last.at()) || last.isAhead(now)
          ? now
          : last.at().plusMillis(1);
    }

    /** Why what the topic has in force was put there by nobody who counts; empty if it was. */
    List<String> unsigned(PublishedPolicy.Activation activation, String sha256) {
      return ControlShelf.keys(backstop.config()).people().problems(activation, domain(), sha256);
    }

    private PublishedPolicy.Activation signed(PublishedPolicy.Activation plain, String sha256) {
      PublishedPolicy.Activation activation =
          plain.signed(
              PolicyVersionCommands.signature(
                  key, Part.OPERATOR, by, plain.canonical(domain(), sha256)));
      List<String> problems = unsigned(activation, sha256);
      PolicyCommand.refuse(problems.isEmpty() ? null : String.join("; ", problems));
      return activation;
    }

    /** What the version takes the place of; a file's policy is published, so that it is kept. */
    private @Nullable PublishedPolicy before(
        PolicyShelf shelf, PublishedPolicy policy, Instant now) {
      Optional<PublishedPolicy> published = shelf.inForce(domain());
      if (published.isPresent()) {
        return published.get();
      }
      PublishedPolicy file =
          new PolicyFiles(backstop.config().policies(), terminal).inForce(domain(), by, now);
      if (file == null || file.sha256().equals(policy.sha256())) {
        return null;
      }
      PublishedPolicy known = shelf.bySha256(domain(), file.sha256()).orElse(file);
      shelf.publish(domain(), known.activated(Objects.requireNonNull(file.activation())));
      terminal.say(PolicyCommand.named(known) + " was in force by its file, and is published now");
      return known;
    }
  }

  /** {@code backstop policy activate}. */
  @Command(
      name = "activate",
      description =
          "Puts a published version in force on every instance, and says what each makes of it.")
  static final class ActivateCommand extends Change {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "The policy's domain.")
    private String domain = "";

    @Parameters(
        index = "1",
        paramLabel = "VERSION",
        description = "Its version, or the beginning of its digest.")
    private String version = "";

    ActivateCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      super(backstop, terminal, clock);
    }

    @Override
    String domain() {
      return domain;
    }

    @Override
    PublishedPolicy chosen(PolicyShelf shelf) {
      return shelf.version(domain, version);
    }
  }

  /** {@code backstop policy rollback}. */
  @Command(
      name = "rollback",
      description = "Puts the version in force again that was before the present one.")
  static final class RollbackCommand extends Change {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "The policy's domain.")
    private String domain = "";

    RollbackCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      super(backstop, terminal, clock);
    }

    @Override
    String domain() {
      return domain;
    }

    @Override
    PublishedPolicy chosen(PolicyShelf shelf) {
      PublishedPolicy present = shelf.inForce(domain).orElse(null);
      PublishedPolicy.Activation last = present == null ? null : present.activation();
      String previous = last == null ? null : last.previous();
      if (present == null || last == null || previous == null) {
        throw CommandException.usage(
            "no published version was in force for domain '"
                + domain
                + "' before the present one: activate the one you want");
      }
      List<String> unsigned = unsigned(last, present.sha256());
      if (!unsigned.isEmpty()) {
        throw CommandException.usage(
            "what was in force before cannot be told, for "
                + String.join("; ", unsigned)
                + ": activate the version you want");
      }
      return shelf.version(domain, previous);
    }
  }
}
