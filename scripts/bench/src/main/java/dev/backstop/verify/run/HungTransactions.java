package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that are open on partitions and of which their coordinator says that they are over.
 * A broker that is killed and has no replicas leaves some now and then: its log has the beginning
 * and the end of a commit, and no partition has the marker (Kafka 4.3.1). Readers of committed
 * records and the group's offsets then wait for good. An operator finds and ends them with {@code
 * kafka-transactions.sh}, and this does the same.
 */
final class HungTransactions {

  /** Longer than any transaction may take here. */
  private static final Duration APART = Duration.ofSeconds(12);

  private HungTransactions() {}

  /**
   * Aborts those that hang at two looks, each on its partition: one that ends between the questions
   * of a look seems to hang, too.
   *
   * @return the partitions
   */
  static List<TopicPartition> abort(Admin admin) throws InterruptedException {
    try {
      List<AbortTransactionSpec> hung = find(admin);
      if (!hung.isEmpty()) {
        Wait.pass(APART);
        hung.retainAll(find(admin));
      }
      for (AbortTransactionSpec one : hung) {
        admin.abortTransaction(one).all().get();
      }
      return hung.stream().map(AbortTransactionSpec::topicPartition).toList();
    } catch (ExecutionException e) {
      throw new RigException(
          "the broker does not say which transactions are open: " + e.getCause(),
          "look into its log");
    }
  }

  private static List<AbortTransactionSpec> find(Admin admin)
      throws InterruptedException, ExecutionException {
    List<TopicPartition> all = new ArrayList<>();
    for (TopicDescription topic :
        admin
            .describeTopics(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get())
            .allTopicNames()
            .get()
            .values()) {
      topic.partitions().forEach(one -> all.add(new TopicPartition(topic.name(), one.partition())));
    }
    Map<TopicPartition, PartitionProducerState> open = admin.describeProducers(all).all().get();
    List<TransactionDescription> known = new ArrayList<>();
    for (TransactionListing one : admin.listTransactions().all().get()) {
      String id = one.transactionalId();
      known.add(admin.describeTransactions(List.of(id)).description(id).get());
    }
    List<AbortTransactionSpec> hung = new ArrayList<>();
    open.forEach(
        (partition, producers) ->
            producers.activeProducers().stream()
                .filter(one -> one.currentTransactionStartOffset().isPresent())
                .filter(one -> known.stream().noneMatch(under(partition, one)))
                .forEach(one -> hung.add(spec(partition, one))));
    return hung;
  }

  private static Predicate<TransactionDescription> under(
      TopicPartition partition, ProducerState producer) {
    return one ->
        one.producerId() == producer.producerId() && one.topicPartitions().contains(partition);
  }

  private static AbortTransactionSpec spec(TopicPartition partition, ProducerState producer) {
    return new AbortTransactionSpec(
        partition,
        producer.producerId(),
        (short) producer.producerEpoch(),
        // There is none before the producer's first marker.
        producer.coordinatorEpoch().orElse(0));
  }
}
