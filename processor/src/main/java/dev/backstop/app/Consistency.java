package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
    long worst =
        longestBudget(config, policies).toMillis() * (1 + (partitions + threads - 1) / threads);
    long transaction =
        number(
            config,
            DEFAULT_TRANSACTION_MILLIS,
            "producer.transaction.timeout.ms",
            "transaction.timeout.ms");
    // Kafka Streams takes a record of every task before it looks whether to commit, after a poll
    // that may have been scored as a batch. If the models may take longer over that than a
    // transaction lives, each transaction is abandoned and the same records are tried again, for
    // ever.
    if (worst > transaction) {
      problems.add(
          "the longest budget of a model, taken once for a batch and once for each partition of a stream thread, is "
              + worst
              + " ms, and a transaction lives "
              + transaction
              + " ms: shorten the budget, raise kafka.num.stream.threads, or raise kafka.producer.transaction.timeout.ms");
    }
    return problems;
  }

  private static Duration longestWait(Policies policies) {
    Duration longest = Duration.ZERO;
    for (Policy policy : policies.all()) {
      longest = max(longest, policy.deadline());
      for (Tier tier : policy.ladder()) {
        longest = tier instanceof Tier.Human human ? max(longest, human.finishWithin()) : longest;
      }
    }
    return longest;
  }

  private static Duration longestBudget(BackstopConfig config, Policies policies) {
    Duration budget = Duration.ZERO;
    for (Policy policy : policies.all()) {
      for (Tier tier : policy.ladder()) {
        boolean ours = LadderModels.asks(config.role(), policy, tier);
        budget = ours && tier instanceof Tier.Model model ? max(budget, model.budget()) : budget;
      }
    }
    return budget;
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
