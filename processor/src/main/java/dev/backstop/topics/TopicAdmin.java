package dev.backstop.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the broker about topics, and makes them. Every call returns within the given patience, or
 * throws {@link ClusterUnavailableException}.
 */
public final class TopicAdmin implements AutoCloseable {

  private final Admin admin;
  private final String bootstrap;
  private final Duration patience;

  private TopicAdmin(Admin admin, String bootstrap, Duration patience) {
    this.admin = admin;
    this.bootstrap = bootstrap;
    this.patience = patience;
  }

  /**
   * Connects.
   *
   * @param settings of an administrative client
   */
  public static TopicAdmin open(Map<String, Object> settings, Duration patience) {
    String bootstrap = String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> bounded = new HashMap<>(settings);
    int millis = Math.toIntExact(patience.toMillis());
    bounded.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    bounded.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    try {
      return new TopicAdmin(Admin.create(bounded), bootstrap, patience);
    } catch (KafkaException e) {
      throw translated(e, bootstrap);
    }
  }

  /** What the broker has of the wanted topics, and the version of its transactions. */
  public Cluster describe(List<WantedTopic> wanted) {
    Map<String, FoundTopic> topics = new HashMap<>();
    // Asked first: it is the same question to every broker, so it says whether one is there.
    int transactions = transactionVersion();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(wanted.stream().map(WantedTopic::name).toList()).topicNameValues();
    List<TopicDescription> existing = new ArrayList<>();
    for (WantedTopic topic : wanted) {
      existing(of(described, topic.name())).ifPresent(existing::add);
    }
    List<ConfigResource> resources =
        existing.stream().map(TopicDescription::name).map(TopicAdmin::resource).toList();
    Map<ConfigResource, Config> configs = configs(resources);
    for (TopicDescription topic : existing) {
      Map<String, String> settings = new HashMap<>();
      Config config = configs.get(resource(topic.name()));
      for (ConfigEntry entry : config == null ? List.<ConfigEntry>of() : config.entries()) {
        if (entry.value() != null) {
          settings.put(entry.name(), entry.value());
        }
      }
      int replicas = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
      topics.put(
          topic.name(),
          new FoundTopic(topic.name(), topic.partitions().size(), replicas, settings));
    }
    return new Cluster(bootstrap, transactions, topics);
  }

  /**
   * Makes the topics. One that exists by now is as good as made.
   *
   * @param dryRun has the broker check the creations without making anything
   */
  public List<Creation.Result> create(List<Creation> creations, boolean dryRun) {
    List<NewTopic> topics =
        creations.stream()
            .map(
                creation ->
                    new NewTopic(
                            creation.name(),
                            Optional.of(creation.partitions()),
                            creation.replicationFactor() < 0
                                ? Optional.empty()
                                : Optional.of(creation.replicationFactor()))
                        .configs(creation.settings()))
            .toList();
    Map<String, KafkaFuture<Void>> made =
        admin.createTopics(topics, new CreateTopicsOptions().validateOnly(dryRun)).values();
    return creations.stream().map(creation -> result(creation, of(made, creation.name()))).toList();
  }

  /**
   * The topics' settings; none where this principal may not see them, which an instance does not
   * need to.
   */
  private Map<ConfigResource, Config> configs(List<ConfigResource> resources) {
    try {
      return await(admin.describeConfigs(resources).all());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Map.of();
      }
      throw translated(e, bootstrap);
    }
  }

  /** Those of the consumer groups that have committed an offset. */
  public Set<String> groupsWithOffsets(List<String> groups) {
    Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
    groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
    ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(specs);
    Set<String> found = new HashSet<>();
    for (String group : groups) {
      try {
        if (!await(offsets.partitionsToOffsetAndMetadata(group)).isEmpty()) {
          found.add(group);
        }
      } catch (ExecutionException e) {
        // A group nobody has ever joined is no error here, nor is one that this principal may not
        // see.
        if (!(e.getCause() instanceof GroupIdNotFoundException)
            && !(e.getCause() instanceof AuthorizationException)) {
          throw translated(e, bootstrap);
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private Creation.Result result(Creation creation, KafkaFuture<Void> made) {
    try {
      await(made);
      return new Creation.Result(creation, Creation.Outcome.MADE, "");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return new Creation.Result(creation, Creation.Outcome.EXISTED, "");
      }
      Optional<ClusterUnavailableException> unavailable =
          ClusterUnavailableException.of(e, bootstrap);
      if (unavailable.isPresent()) {
        throw unavailable.get();
      }
      return new Creation.Result(creation, Creation.Outcome.REFUSED, reason(e));
    }
  }

  private Optional<TopicDescription> existing(KafkaFuture<TopicDescription> future) {
    try {
      return Optional.of(await(future));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw translated(e, bootstrap);
    }
  }

  private int transactionVersion() {
    FinalizedVersionRange range =
        get(admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .get("transaction.version");
    return range == null ? 0 : range.maxVersionLevel();
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return await(future);
    } catch (ExecutionException e) {
      throw translated(e, bootstrap);
    }
  }

  private <T> T await(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw translated(e, bootstrap);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker was asked", e);
    }
  }

  private static String reason(ExecutionException e) {
    return String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
  }

  private static <T> KafkaFuture<T> of(Map<String, KafkaFuture<T>> answers, String topic) {
    return Objects.requireNonNull(answers.get(topic), topic);
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static RuntimeException translated(Exception e, String bootstrap) {
    Optional<ClusterUnavailableException> unavailable =
        ClusterUnavailableException.of(e, bootstrap);
    if (unavailable.isPresent()) {
      return unavailable.get();
    }
    return new KafkaException("the broker refused what it was asked", e);
  }
}
