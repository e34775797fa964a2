package dev.backstop.topics;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Something wrong with the topics or the cluster, and what mends it. */
public sealed interface Finding {

  /** What is wrong, and what comes of it. */
  String sentence();

  /** The command that mends it. */
  String remedy();

  /** A topic in use does not exist. */
  record Missing(String name) implements Finding {
    @Override
    public String sentence() {
      return "topic " + name + " is missing";
    }

    @Override
    public String remedy() {
      return "backstop topics create";
    }
  }

  /** The keyed topics are not partitioned alike, so one request's records do not meet. */
  record UnequalPartitions(Map<String, Integer> partitions, String bootstrapServers)
      implements Finding {

    public UnequalPartitions {
      partitions = Map.copyOf(partitions);
    }

    @Override
    public String sentence() {
      return "the topics must have equally many partitions, or a verdict does not meet its task: "
          + new TreeMap<>(partitions)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + " has " + entry.getValue())
                  .collect(Collectors.joining(", "));
    }

    @Override
    public String remedy() {
      int most = partitions.values().stream().mapToInt(Integer::intValue).max().orElse(1);
      return new TreeMap<>(partitions)
              .entrySet().stream()
                  .filter(entry -> entry.getValue() < most)
                  .map(
                      entry ->
                          "kafka-topics.sh --bootstrap-server "
                              + bootstrapServers
                              + " --alter --topic "
                              + entry.getKey()
                              + " --partitions "
                              + most)
                  .collect(Collectors.joining(" && "))
          + "   (stop the processor and let open reviews end first: keys move to other partitions, and its stores must be made anew)";
    }
  }

  /** A topic's clean-up policy would lose what is needed, or keep what is not. */
  record WrongCleanup(String name, String found, String wanted, String bootstrapServers)
      implements Finding {
    @Override
    public String sentence() {
      return "topic "
          + name
          + " has cleanup.policy="
          + found
          + " and needs "
          + wanted
          + (wanted.equals("compact")
              ? ": what is in force would be deleted with age"
              : ": compaction would remove records that share a request id");
    }

    @Override
    public String remedy() {
      return configure(bootstrapServers, name, "cleanup.policy=" + wanted);
    }
  }

  /** A record of the allowed size would be refused by the broker. */
  record MessagesTooSmall(String name, long found, long wanted, String bootstrapServers)
      implements Finding {
    @Override
    public String sentence() {
      return "topic "
          + name
          + " takes messages of at most "
          + found
          + " bytes, but records of up to record.max.bytes need "
          + wanted
          + ": a large one would stop the processor";
    }

    @Override
    public String remedy() {
      return configure(bootstrapServers, name, "max.message.bytes=" + wanted);
    }
  }

  /** The cluster's transaction protocol can tear transactions under faults. */
  record OldTransactions(int found, String bootstrapServers) implements Finding {
    @Override
    public String sentence() {
      return "the cluster's transaction.version is "
          + found
          + " and must be at least "
          + TopicPlan.TRANSACTION_VERSION
          + ": with older ones a transaction can be lost or torn under faults";
    }

    @Override
    public String remedy() {
      return "kafka-features.sh --bootstrap-server "
          + bootstrapServers
          + " upgrade --feature transaction.version="
          + TopicPlan.TRANSACTION_VERSION;
    }
  }

  /** A topic keeps the values of a feature for longer than a policy allows. */
  record KeptTooLong(
      String name, long found, String feature, long allowed, String policy, String bootstrapServers)
      implements Finding {
    @Override
    public String sentence() {
      return "topic "
          + name
          + " keeps records "
          + (found < 0 ? "for ever" : "for " + found + " ms")
          + ", and by policy "
          + policy
          + " feature '"
          + feature
          + "' in them may be kept for "
          + allowed
          + " ms";
    }

    @Override
    public String remedy() {
      return configure(bootstrapServers, name, "retention.ms=" + allowed);
    }
  }

  private static String configure(String bootstrapServers, String topic, String setting) {
    return "kafka-configs.sh --bootstrap-server "
        + bootstrapServers
        + " --alter --entity-type topics --entity-name "
        + topic
        + " --add-config "
        + setting;
  }
}
