package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.config.PolicyReader;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.Part;
import dev.backstop.signing.Signatures;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code backstop policy} does with published versions. */
final class PolicyVersionCommands {

  private PolicyVersionCommands() {}

  static byte @Nullable [] signature(
      @Nullable Path key, Part part, String signer, byte[] document) {
    if (key == null) {
      return null;
    }
    try {
      return Signatures.sign(KeyFiles.privateKey(key), part, signer, document);
    } catch (IOException e) {
      throw CommandException.usage("--key: " + e.getMessage(), e);
    }
  }

  /** {@code backstop policy push}. */
  @Command(
      name = "push",
      description = "Publishes a version. It comes into force by 'activate', not before.")
  static final class PushCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;
    private final InstantSource clock;

    @Parameters(paramLabel = "FILE", description = "The policy file.")
    private Path file = Path.of("");

    @Option(names = "--author", required = true, paramLabel = "NAME", description = "Who wrote it.")
    private String author = "";

    @Option(names = "--key", paramLabel = "FILE", description = "The author's secret key.")
    private @Nullable Path key;

    PushCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      this.backstop = backstop;
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
      Problems problems = new Problems();
      Optional<Policy> read = PolicyReader.read(file, problems);
      if (read.isEmpty()) {
        problems.all().forEach(terminal::say);
        terminal.note("nothing was published");
        return ExitCode.NO;
      }
      Policy policy = read.get();
      PolicyCommand.refuse(policy.charter().people().author(author));
      if (isMisread(policy)) {
        terminal.note("nothing was published");
        return ExitCode.NO;
      }
      byte[] document = Files.readAllBytes(file);
      try (Session session = new Session(backstop.config(), terminal)) {
        PolicyShelf shelf = PolicyShelf.read(session);
        refuseSameVersion(shelf, policy);
        PublishedPolicy published =
            new PublishedPolicy(
                policy.ref().name(),
                policy.ref().version(),
                policy.ref().sha256(),
                document,
                author,
                null,
                signature(key, Part.AUTHOR, author, document),
                null,
                clock.instant(),
                null);
        shelf.publish(policy.domain(), published);
        terminal.say(
            "published "
                + PolicyCommand.named(published)
                + " for domain "
                + policy.domain()
                + (key == null ? ", not signed" : ", signed by " + author));
        return ExitCode.OK;
      }
    }

    /** Whether a model reads a feature as another type than the policy declares; then says so. */
    private boolean isMisread(Policy policy) {
      KnownModels known = KnownModels.of(backstop.config().models(), terminal);
      List<String> misread = ModelFit.problems(policy, known.of(policy), elsewhere -> true);
      misread.forEach(problem -> terminal.say(file + ": " + problem));
      return !misread.isEmpty();
    }

    private static void refuseSameVersion(PolicyShelf shelf, Policy policy) {
      for (PublishedPolicy there : shelf.versions(policy.domain())) {
        if (there.version().equals(policy.ref().version())
            && !there.sha256().equals(policy.ref().sha256())) {
          throw CommandException.usage(
              "version "
                  + policy.ref().version()
                  + " of domain '"
                  + policy.domain()
                  + "' is published already, with other contents: give the change a new version");
        }
      }
    }
  }

  /** {@code backstop policy approve}. */
  @Command(
      name = "approve",
      description = "Approves a published version, as somebody else than its author.")
  static final class ApproveCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "The policy's domain.")
    private String domain = "";

    @Parameters(
        index = "1",
        paramLabel = "VERSION",
        description = "Its version, or the beginning of its digest.")
    private String version = "";

    @Option(
        names = "--approver",
        required = true,
        paramLabel = "NAME",
        description = "Who approves it.")
    private String approver = "";

    @Option(names = "--key", paramLabel = "FILE", description = "The approver's secret key.")
    private @Nullable Path key;

    ApproveCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (Session session = new Session(backstop.config(), terminal)) {
        PolicyShelf shelf = PolicyShelf.read(session);
        PublishedPolicy policy = shelf.version(domain, version);
        if (policy.author().equals(approver)) {
          throw CommandException.usage(
              "'" + approver + "' has written it: somebody else must approve it");
        }
        PolicyCommand.refuse(PolicyCommand.people(policy).approver(approver));
        shelf.publish(
            domain,
            policy.approvedBy(
                approver, signature(key, Part.APPROVER, approver, policy.document())));
        terminal.say(PolicyCommand.named(policy) + " is approved by " + approver);
        return ExitCode.OK;
      }
    }
  }

  /** {@code backstop policy history}. */
  @Command(
      name = "history",
      description = "Shows the published versions and how they came into force.")
  static final class HistoryCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "Of this domain alone.")
    private @Nullable String domain;

    HistoryCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (Session session = new Session(backstop.config(), terminal)) {
        PolicyShelf shelf = PolicyShelf.read(session);
        Table table =
            new Table(
                "DOMAIN",
                "VERSION",
                "DIGEST",
                "AUTHOR",
                "APPROVER",
                "PUBLISHED",
                "IN FORCE SINCE",
                "BY",
                "WHY");
        boolean any = false;
        for (String of : domain == null ? shelf.domains() : List.of(domain)) {
          String now = shelf.inForce(of).map(PublishedPolicy::sha256).orElse("");
          for (PublishedPolicy policy : shelf.versions(of)) {
            row(table, of, policy, policy.sha256().equals(now));
            any = true;
          }
        }
        if (!any) {
          terminal.note("no policy is published");
          return ExitCode.NO;
        }
        terminal.say(table.lines());
        return ExitCode.OK;
      }
    }

    private static void row(Table table, String domain, PublishedPolicy policy, boolean inForce) {
      PublishedPolicy.Activation activation = policy.activation();
      String since =
          activation == null
              ? "never"
              : Words.time(activation.at()) + (inForce ? "" : ", no longer");
      table.row(
          domain,
          policy.version(),
          policy.sha256().substring(0, 8),
          policy.author() + (policy.authorSignature() == null ? "" : " (signed)"),
          policy.approver() == null
              ? "nobody"
              : policy.approver() + (policy.approverSignature() == null ? "" : " (signed)"),
          Words.time(policy.at()),
          since,
          activation == null
              ? ""
              : activation.by() + (activation.signature() == null ? "" : " (signed)"),
          activation == null ? "" : activation.why());
    }
  }

  /** {@code backstop policy show}. */
  @Command(name = "show", description = "Prints a published version as it was written.")
  static final class ShowCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "The policy's domain.")
    private String domain = "";

    @Parameters(
        index = "1",
        paramLabel = "VERSION",
        arity = "0..1",
        description = "Its version, or the beginning of its digest; default: the one in force.")
    private @Nullable String version;

    ShowCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (Session session = new Session(backstop.config(), terminal)) {
        PolicyShelf shelf = PolicyShelf.read(session);
        PublishedPolicy policy =
            version != null
                ? shelf.version(domain, version)
                : shelf
                    .inForce(domain)
                    .orElseThrow(
                        () ->
                            CommandException.no(
                                "no published policy is in force for domain '" + domain + "'"));
        new String(policy.document(), StandardCharsets.UTF_8).lines().forEach(terminal::say);
        return ExitCode.OK;
      }
    }
  }
}
