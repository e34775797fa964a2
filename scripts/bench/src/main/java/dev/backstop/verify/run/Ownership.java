package dev.backstop.verify.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;

/** Which instance owns which partitions, of the requests topic above all, by the coordinator. */
final class Ownership implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;

  private final Admin admin;
  private final String group;
  private final String topic;

  Ownership(Clients clients, String group, String topic) {
    this.admin = clients.admin();
    this.group = group;
    this.topic = topic;
  }

  /** By the instances' names; empty while the group is not stable or cannot be asked. */
  Map<String, Set<Integer>> now() throws InterruptedException {
    return now(name -> name.equals(topic));
  }

  /**
   * The same of all topics that instances read: one that others have stood in for may answer for
   * escalations and reviews before it is given requests again. A request has the same partition
   * number on all of them.
   */
  Map<String, Set<Integer>> ofAllTopics() throws InterruptedException {
    return now(name -> true);
  }

  private Map<String, Set<Integer>> now(Predicate<String> topics) throws InterruptedException {
    try {
      ConsumerGroupDescription description =
          Objects.requireNonNull(
                  admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return description.groupState() == GroupState.STABLE ? owned(description, topics) : Map.of();
    } catch (ExecutionException | TimeoutException away) {
      return Map.of();
    }
  }

  private static Map<String, Set<Integer>> owned(
      ConsumerGroupDescription description, Predicate<String> topics) {
    Map<String, Set<Integer>> owned = new HashMap<>();
    for (MemberDescription member : description.members()) {
      // Streams makes one static member for each thread: the instance's name, a dash, a number.
      String instance = member.groupInstanceId().orElse("").replaceFirst("-\\d+$", "");
      Set<Integer> partitions = owned.computeIfAbsent(instance, name -> new HashSet<>());
      member.assignment().topicPartitions().stream()
          .filter(partition -> topics.test(partition.topic()))
          .forEach(partition -> partitions.add(partition.partition()));
    }
    return owned;
  }

  @Override
  public void close() {
    admin.close();
  }
}
