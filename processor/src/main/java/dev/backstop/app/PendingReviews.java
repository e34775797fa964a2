package dev.backstop.app;

import dev.backstop.registry.StateCodec;
import dev.backstop.topology.names.Store;
import dev.backstop.v1.ReviewTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * The reviews that wait on this instance, in pages by request id. Read from the store, which may be
 * ahead of what is committed by one commit interval.
 */
final class PendingReviews {

  /** One waiting review, without the features. */
  record Waiting(
      String requestId,
      String domain,
      String tier,
      String rationale,
      String policy,
      String createdAt,
      String takeBy,
      String finishBy) {}

  /**
   * A page.
   *
   * @param next the id to ask for the next page with, or null if this is the last
   */
  record Page(List<Waiting> pending, @Nullable String next) {}

  private final KafkaStreams streams;
  private final StateCodec<ReviewTask> codec = new StateCodec<>(ReviewTask.class);

  PendingReviews(KafkaStreams streams) {
    this.streams = streams;
  }

  /** The reviews whose request id comes after the given one; null begins at the first. */
  Page after(@Nullable String requestId, int limit) {
    RangeQuery<String, byte[]> query =
        requestId == null ? RangeQuery.withNoBounds() : RangeQuery.withLowerBound(requestId + '\0');
    StateQueryResult<KeyValueIterator<String, byte[]>> result =
        streams.query(StateQueryRequest.inStore(Store.PENDING.storeName()).withQuery(query));
    List<Waiting> found = new ArrayList<>();
    // Each partition is sorted in itself: the first ones of all of them are among the first of
    // each.
    for (QueryResult<KeyValueIterator<String, byte[]>> partition :
        result.getPartitionResults().values()) {
      if (partition.isSuccess()) {
        try (KeyValueIterator<String, byte[]> reviews = partition.getResult()) {
          for (int i = 0; i <= limit && reviews.hasNext(); i++) {
            found.add(waiting(codec.decode(reviews.next().value)));
          }
        }
      }
    }
    found.sort(Comparator.comparing(Waiting::requestId));
    boolean more = found.size() > limit;
    List<Waiting> page = List.copyOf(found.subList(0, Math.min(limit, found.size())));
    return new Page(page, more ? page.get(page.size() - 1).requestId() : null);
  }

  private static Waiting waiting(ReviewTask task) {
    return new Waiting(
        task.getRequestId(),
        task.getDomain(),
        task.getTier(),
        task.getRationale(),
        task.getPolicy().getName() + '@' + task.getPolicy().getVersion(),
        task.getCreatedAt().toString(),
        task.getTakeBy().toString(),
        task.getFinishBy().toString());
  }
}
