package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.topics.Cluster;
import dev.backstop.topics.ClusterUnavailableException;
import dev.backstop.topics.RoleChange;
import dev.backstop.topics.SubjectRegistry;
import dev.backstop.topics.TopicAdmin;
import dev.backstop.topics.TopicPlan;
import dev.backstop.topics.WantedTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The broker and the registry that the configuration names. */
final class BrokerAndRegistry implements Surroundings {

  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(15);

  private final BackstopConfig config;
  private final KafkaSettings settings;
  private final RegistryProbe registry;

  BrokerAndRegistry(BackstopConfig config, KafkaSettings settings, RegistryProbe registry) {
    this.config = config;
    this.settings = settings;
    this.registry = registry;
  }

  @Override
  public Found look() {
    List<String> problems = new ArrayList<>();
    int partitions = topics(problems);
    List<String> unreachable = registry.problems();
    problems.addAll(unreachable.isEmpty() ? SubjectRegistry.problems(config) : unreachable);
    return new Found(problems, partitions);
  }

  /** How many partitions the topics have; 0 if that cannot be told. */
  private int topics(List<String> problems) {
    List<WantedTopic> wanted = WantedTopic.inUse(config);
    try (TopicAdmin admin = TopicAdmin.open(settings.admin(), BROKER_PATIENCE)) {
      Cluster cluster = admin.describe(wanted);
      TopicPlan.check(wanted, cluster)
          .forEach(
              finding -> problems.add(finding.sentence() + "; mend it with: " + finding.remedy()));
      RoleChange.problem(
              config.applicationId(),
              config.role(),
              admin.groupsWithOffsets(RoleChange.groups(config.applicationId())))
          .ifPresent(problems::add);
      return TopicPlan.partitionsInPlace(wanted, cluster).orElse(0);
    } catch (ClusterUnavailableException e) {
      problems.add(String.valueOf(e.getMessage()));
      return 0;
    }
  }
}
