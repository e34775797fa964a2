package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.domain.Request;
import dev.backstop.drill.DrillMark;
import dev.backstop.drill.DrillPlan;
import dev.backstop.drill.DrillReport;
import dev.backstop.drill.Scenario;
import dev.backstop.policy.Policy;
import dev.backstop.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop drill run}. */
@Command(
    name = "run",
    description = {
      "Rehearses a scenario: copies of requests before the fault, with it, and after it.",
      "Ends with 1 if anything that should have happened has not. What was found is kept on the audit topic."
    })
final class DrillRunCommand implements Callable<Integer> {

  private static final DateTimeFormatter RUN =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(
      paramLabel = "NAME",
      converter = DrillCommand.Names.class,
      completionCandidates = DrillCommand.Names.class,
      description = "The scenario: ${COMPLETION-CANDIDATES}.")
  private Scenario scenario = Scenario.OUTAGE;

  @Mixin private Wanted wanted = new Wanted();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** How a drill is run, whichever it is. */
  static final class Wanted {

    @Option(
        names = "--domain",
        paramLabel = "DOMAIN",
        description = "Whose policy is drilled; may be left out where there is one.")
    private @Nullable String domain;

    @Option(
        names = "--tier",
        paramLabel = "TIER",
        description = "Where it goes wrong; default: at the first tier that asks models.")
    private @Nullable String tier;

    @Option(names = "--who", required = true, paramLabel = "NAME", description = "Who drills.")
    private String who = "";

    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description =
            "The secret key of who drills; the public one must be among 'drill.trusted.keys' of every instance.")
    private Path key = Path.of("");

    @Option(
        names = "--copies",
        paramLabel = "N",
        defaultValue = "9",
        description = "How many requests are copied, three times each; default ${DEFAULT-VALUE}.")
    private int copies;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description =
            "Requests to copy, as 'backstop request' reads them; default: the latest ones that the tier has answered.")
    private @Nullable Path file;

    @Option(
        names = "--since",
        paramLabel = "SPAN",
        converter = Span.class,
        defaultValue = "1h",
        description = "How far to look back for requests; default ${DEFAULT-VALUE}.")
    private Duration since = Duration.ZERO;

    @Option(
        names = "--deadline",
        paramLabel = "SPAN",
        converter = Span.class,
        defaultValue = "10s",
        description =
            "By when each copy is to be decided, and how long a person would have; default ${DEFAULT-VALUE}.")
    private Duration deadline = Duration.ZERO;

    @Option(
        names = "--pace",
        paramLabel = "SPAN",
        converter = Span.class,
        defaultValue = "200ms",
        description =
            "Between two copies: a model that hangs keeps a stream thread for its time budget; default ${DEFAULT-VALUE}.")
    private Duration pace = Duration.ZERO;

    void check() {
      if (copies < 1 || copies > 1_000) {
        throw CommandException.usage("--copies must be 1 to 1000");
      }
      if (deadline.compareTo(Duration.ofMinutes(10)) > 0) {
        throw CommandException.usage(
            "--deadline may be 10m at most: a mark holds for a short time");
      }
      if (!DrillMark.isWord(who)) {
        throw CommandException.usage("--who " + DrillMark.WORDS + ": it stands in every record");
      }
    }
  }

  DrillRunCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    DrillReport report = run(backstop.config(), terminal, clock, scenario, wanted);
    if (json) {
      terminal.json(DrillWords.json(report));
    } else {
      terminal.say(DrillWords.lines(report));
    }
    return report.passed() ? ExitCode.OK : ExitCode.NO;
  }

  /** Runs one drill, and keeps what was found. */
  static DrillReport run(
      BackstopConfig config,
      Terminal terminal,
      InstantSource clock,
      Scenario scenario,
      Wanted wanted) {
    wanted.check();
    PrivateKey key = key(wanted.key);
    Instant now = clock.instant();
    try (Session session = new Session(config, terminal)) {
      Policy policy = policy(session, config, wanted.domain);
      String domain = domain(policy, wanted.domain);
      DrillPlan trial = plan(scenario, "trial", policy, wanted.tier, 1);
      List<Request> originals =
          wanted.file == null
              ? DrillCopies.recent(
                  session, domain, trial.tiers().get(0), now.minus(wanted.since), wanted.copies)
              : DrillCopies.given(wanted.file, domain, now, wanted.copies);
      if (originals.isEmpty()) {
        throw CommandException.usage(
            "there is nothing to copy: "
                + trial.tiers().get(0)
                + " has answered no request of domain "
                + domain
                + " lately; go back further with --since, or name some with --file");
      }
      String run = RUN.format(now) + '-' + UUID.randomUUID().toString().substring(0, 6);
      DrillPlan plan = plan(scenario, run, policy, wanted.tier, originals.size());
      DrillRun running =
          new DrillRun(
              session, clock, key, wanted.who, domain, wanted.deadline, wanted.pace, terminal);
      return running.run(plan, originals);
    }
  }

  private static DrillPlan plan(
      Scenario scenario, String run, Policy policy, @Nullable String tier, int copies) {
    try {
      return DrillPlan.of(scenario, run, policy, tier, copies);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()), e);
    }
  }

  private static Policy policy(Session session, BackstopConfig config, @Nullable String domain) {
    List<Policy> policies =
        KnownPolicies.read(session, config).governing(domain == null ? Policy.ANY_DOMAIN : domain);
    if (policies.size() != 1) {
      throw CommandException.usage(
          policies.isEmpty()
              ? "there is no policy to drill"
              : "there are " + policies.size() + " policies: say which with --domain");
    }
    return policies.get(0);
  }

  private static String domain(Policy policy, @Nullable String wanted) {
    if (wanted != null) {
      return wanted;
    }
    if (policy.domain().equals(Policy.ANY_DOMAIN)) {
      throw CommandException.usage("the policy is for every domain: say which with --domain");
    }
    return policy.domain();
  }

  private static PrivateKey key(Path file) {
    try {
      return KeyFiles.privateKey(file);
    } catch (IOException e) {
      throw CommandException.usage("--key: " + e.getMessage(), e);
    }
  }
}
