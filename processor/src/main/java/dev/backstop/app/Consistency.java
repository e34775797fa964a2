package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.read.DrillGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings that are legal each by itself and break a promise together. */
final class Consistency {

  private static final long DEFAULT_TRANSACTION_MILLIS = 10_000;

  private Consistency() {}

  /**
   * What does not go together.
   *
   * @param partitions of the topics; 0 if that is not known
   */
  static List<String> problems(BackstopConfig config, Policies policies, int partitions) {
    List<String> problems = new ArrayList<>();
    long threads = new KafkaSettings(config).streamThreads();
    if (config.models().workers() < threads) {
      problems.add(
          "'models.workers' is "
              + config.models().workers()
              + " and must be at least kafka.num.stream.threads, which is "
              + threads
              + ": a stream thread without a worker would pass a healthy model by");
    }
    Duration longest = longestWait(policies);
    if (config.duplicateWindow().compareTo(longest) < 0) {
      problems.add(
          "'duplicates.window' is "
              + config.duplicateWindow()
              + " and must be at least the longest time a request may take, "
              + longest
              + ": a request repeated after the window and before its answer could be answered twice");
    }
    if (!config.drillKeys().isEmpty()
        && config.duplicateWindow().compareTo(DrillGate.LONGEST) <= 0) {
      problems.add(
          "'duplicates.window' is "
              + config.duplicateWindow()
              + " and must be longer than the mark of a drill may hold, "
              + DrillGate.LONGEST
              + ", where 'drill.trusted.keys' is set: a mark that somebody has read could be played"
              + " again");
    }
    long tasks = (partitions + threads - 1) / threads;
    long worst = longestUncommitted(config.role(), policies, tasks).toMillis();
    long transaction =
        number(
            config,
            DEFAULT_TRANSACTION_MILLIS,
            "producer.transaction.timeout.ms",
            "transaction.timeout.ms");
    // If the models may take longer than a transaction lives, each transaction is abandoned and the
    // same records are tried again, for ever.
    if (worst > transaction) {
      problems.add(
          "the models of a stream thread may take "
              + worst
              + " ms between two commits (the budget of each tier once for a batch, and the longest of each part once for each of "
              + tasks
              + " partitions), and a transaction lives "
              + transaction
              + " ms: shorten the budgets, raise kafka.num.stream.threads, or raise kafka.producer.transaction.timeout.ms");
    }
    return problems;
  }

  private static Duration longestWait(Policies policies) {
    Duration longest = Duration.ZERO;
    for (Policy domain : policies.all()) {
      for (Policy policy : domain.variants()) {
        longest = max(longest, policy.deadline());
        for (Tier tier : policy.ladder()) {
          longest = tier instanceof Tier.Human human ? max(longest, human.finishWithin()) : longest;
        }
      }
    }
    return longest;
  }

  /**
   * How long the models may keep a stream thread from a commit: Kafka Streams takes a record of
   * every task before it looks whether to commit, after a poll that may have been scored in one
   * batch a tier.
   *
   * @param tasks how many partitions of each part a thread has
   */
  private static Duration longestUncommitted(Role role, Policies policies, long tasks) {
    Duration batches = Duration.ZERO;
    Map<Role, Duration> longest = new EnumMap<>(Role.class);
    for (Policy domain : policies.all()) {
      Set<Tier.Asking.Question> questions = new HashSet<>();
      for (Policy policy : domain.variants()) {
        for (Tier tier : policy.ladder()) {
          Role part = LadderModels.part(policy, tier);
          if (tier instanceof Tier.Asking asking && role.includes(part)) {
            batches = questions.add(asking.question()) ? batches.plus(asking.budget()) : batches;
            longest.merge(part, asking.budget(), Consistency::max);
          }
        }
      }
    }
    Duration singles = longest.values().stream().reduce(Duration.ZERO, Duration::plus);
    return batches.plus(singles.multipliedBy(tasks));
  }

  private static long number(BackstopConfig config, long absent, String... keys) {
    for (String key : keys) {
      String value = config.kafka().get(key);
      if (value != null && value.matches("\\d{1,15}")) {
        return Long.parseLong(value);
      }
    }
    return absent;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
