package dev.backstop.cli;

import dev.backstop.app.KafkaSettings;
import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.config.BackstopConfig;
import dev.backstop.policy.Policy;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.topics.Cluster;
import dev.backstop.topics.Creation;
import dev.backstop.topics.Finding;
import dev.backstop.topics.FoundTopic;
import dev.backstop.topics.RetentionCheck;
import dev.backstop.topics.TopicAdmin;
import dev.backstop.topics.TopicPlan;
import dev.backstop.topics.WantedTopic;
import dev.backstop.topology.names.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backstop topics}. */
@Command(name = "topics", description = "Kafka topics: shows, checks and makes them.")
final class TopicsCommand {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private TopicsCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal) {
    return new CommandLine(new TopicsCommand())
        .addSubcommand(new ListCommand(backstop, terminal))
        .addSubcommand(new CheckCommand(backstop, terminal))
        .addSubcommand(new CreateCommand(backstop, terminal));
  }

  private static TopicAdmin admin(BackstopConfig config) {
    return TopicAdmin.open(new KafkaSettings(config).admin(), PATIENCE);
  }

  /** {@code backstop topics list}. */
  @Command(name = "list", description = "Shows the topics as the broker has them.")
  record ListCommand(BackstopCommand backstop, Terminal terminal) implements Runnable {

    @Override
    public void run() {
      List<WantedTopic> wanted = WantedTopic.inUse(backstop.config());
      try (TopicAdmin admin = admin(backstop.config())) {
        Cluster cluster = admin.describe(wanted);
        Table table = new Table("TOPIC", "PARTITIONS", "REPLICAS", "RETENTION", "PURPOSE");
        for (WantedTopic topic : wanted) {
          String purpose = topic.topic().description();
          FoundTopic found = cluster.topics().get(topic.name());
          if (found == null) {
            table.row(topic.name(), "missing", "", "", purpose);
          } else {
            table.row(
                topic.name(),
                Integer.toString(found.partitions()),
                Integer.toString(found.replicationFactor()),
                retention(found),
                purpose);
          }
        }
        terminal.say(table.lines());
      }
    }

    private static String retention(FoundTopic topic) {
      OptionalLong millis = topic.retentionMillis();
      if (millis.isEmpty()) {
        return "not told";
      }
      return millis.getAsLong() < 0
          ? "for ever"
          : Words.span(Duration.ofMillis(millis.getAsLong()));
    }
  }

  /** {@code backstop topics check}. */
  @Command(
      name = "check",
      description = "Says everything that is wrong with the topics, and the commands that mend it.")
  record CheckCommand(BackstopCommand backstop, Terminal terminal) implements Callable<Integer> {

    @Override
    public Integer call() {
      List<WantedTopic> wanted = WantedTopic.inUse(backstop.config());
      try (TopicAdmin admin = admin(backstop.config())) {
        Cluster cluster = admin.describe(wanted);
        List<Finding> findings = new ArrayList<>(TopicPlan.check(wanted, cluster));
        findings.addAll(RetentionCheck.check(wanted, cluster, policies(cluster)));
        if (findings.isEmpty()) {
          terminal.say("All " + wanted.size() + " topics are as they should be.");
          return ExitCode.OK;
        }
        for (Finding finding : findings) {
          terminal.say("- " + finding.sentence());
          terminal.say("  mend it with: " + finding.remedy());
        }
        return ExitCode.NO;
      }
    }

    /** Those in force, if the topic with them is there and can be read. */
    private List<Policy> policies(Cluster cluster) {
      BackstopConfig config = backstop.config();
      if (!cluster.topics().containsKey(Topic.POLICIES.with(config.topics().prefix()))) {
        return List.of();
      }
      try (Session session = new Session(config, terminal)) {
        return KnownPolicies.read(session, config).governing(Policy.ANY_DOMAIN);
      } catch (RegistryUnavailableException e) {
        terminal.note(
            "the registry does not answer: whether topics keep features too long is not checked");
        return List.of();
      }
    }
  }

  /** {@code backstop topics create}. */
  @Command(
      name = "create",
      description = "Makes the topics that are missing. Existing ones are left as they are.")
  static final class CreateCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description =
            "Partitions. Default: as many as the existing topics have; else topics.partitions.")
    private @Nullable Integer partitions;

    @Option(
        names = "--replication-factor",
        paramLabel = "N",
        description = "Replicas. Default: topics.replication.factor; -1 is the broker's default.")
    private @Nullable Short replicationFactor;

    @Option(
        names = "--dry-run",
        description = "Have the broker check it and say what would be done, without doing it.")
    private boolean dryRun;

    CreateCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      BackstopConfig config = backstop.config();
      List<WantedTopic> wanted = WantedTopic.inUse(config);
      try (TopicAdmin admin = admin(config)) {
        Cluster cluster = admin.describe(wanted);
        short replicas =
            replicationFactor == null ? config.topics().replicationFactor() : replicationFactor;
        List<Creation> creations =
            TopicPlan.missing(wanted, cluster, count(config, wanted, cluster), replicas);
        if (creations.isEmpty()) {
          terminal.say("All " + wanted.size() + " topics exist; nothing to do.");
          return ExitCode.OK;
        }
        boolean good = true;
        for (Creation.Result result : admin.create(creations, dryRun)) {
          say(result);
          good &= result.outcome() != Creation.Outcome.REFUSED;
        }
        return good ? ExitCode.OK : ExitCode.NO;
      }
    }

    /** New topics must have as many partitions as those in place. */
    private int count(BackstopConfig config, List<WantedTopic> wanted, Cluster cluster) {
      OptionalInt inPlace = TopicPlan.partitionsInPlace(wanted, cluster);
      if (partitions != null && inPlace.isPresent() && partitions != inPlace.getAsInt()) {
        throw CommandException.usage(
            "the existing topics have "
                + inPlace.getAsInt()
                + " partitions and all must have equally many: leave --partitions out");
      }
      return partitions != null ? partitions : inPlace.orElse(config.topics().partitions());
    }

    private void say(Creation.Result result) {
      Creation creation = result.creation();
      terminal.say(
          switch (result.outcome()) {
            case MADE ->
                (dryRun ? "would make " : "made ")
                    + creation.name()
                    + " with "
                    + creation.partitions()
                    + " partitions"
                    + (creation.replicationFactor() < 0
                        ? ""
                        : " and " + creation.replicationFactor() + " replicas");
            case EXISTED -> creation.name() + " was made by somebody else meanwhile";
            case REFUSED -> "the broker refuses " + creation.name() + ": " + result.why();
          });
    }
  }
}
