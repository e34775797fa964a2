package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

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

  /**
   * One of them on a partition.
   *
   * @param from where it begins there: another may have the same producer and epoch
   * @param state that its coordinator tells of the producer's last transaction
   */
  record Hung(AbortTransactionSpec spec, long from, String state) {

    /** Whether it is the same one, whatever its producer has done since. */
    boolean is(Hung other) {
      return spec.equals(other.spec) && from == other.from;
    }

    @Override
    public String toString() {
      return spec.topicPartition() + " (its coordinator says " + state + ")";
    }
  }

  private HungTransactions() {}

  /**
   * Aborts those that hang at two looks, each on its partition: one that ends between the questions
   * of a look seems to hang, too.
   *
   * <p>Where the coordinator says that it has committed and some of its partitions have the marker,
   * that loses what is on the others; the invariants then tell.
   *
   * @return what was aborted
   */
  static List<Hung> abort(Admin admin) throws InterruptedException {
    try {
      List<Hung> hung = find(admin);
      if (!hung.isEmpty()) {
        Wait.pass(APART);
        List<Hung> again = find(admin);
        hung.removeIf(one -> again.stream().noneMatch(one::is));
      }
      for (Hung one : hung) {
        admin.abortTransaction(one.spec()).all().get();
      }
      return hung;
    } catch (ExecutionException e) {
      throw new RigException(
          "the broker does not say which transactions are open: " + e.getCause(),
          "look into its log");
    }
  }

  private static List<Hung> find(Admin admin) throws InterruptedException, ExecutionException {
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
      describe(admin, id).ifPresent(known::add);
    }
    List<Hung> hung = new ArrayList<>();
    open.forEach(
        (partition, producers) ->
            producers.activeProducers().stream()
                .filter(one -> one.currentTransactionStartOffset().isPresent())
                .filter(one -> known.stream().noneMatch(under(partition, one)))
                .forEach(
                    one ->
                        hung.add(
                            new Hung(
                                spec(partition, one),
                                one.currentTransactionStartOffset().orElseThrow(),
                                state(known, one)))));
    return hung;
  }

  /** Nothing if it has expired since it was listed. */
  private static Optional<TransactionDescription> describe(Admin admin, String id)
      throws InterruptedException, ExecutionException {
    try {
      return Optional.of(admin.describeTransactions(List.of(id)).description(id).get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String state(List<TransactionDescription> known, ProducerState producer) {
    return known.stream()
        .filter(one -> one.producerId() == producer.producerId())
        .map(one -> one.state().toString())
        .findFirst()
        .orElse("nothing of it");
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
