package dev.backstop.app;

import dev.backstop.registry.StateCodec;
import dev.backstop.topology.names.Store;
import dev.backstop.v1.ReviewTask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.query.FailureReason;
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

  /**
   * One waiting review, without the features.
   *
   * @param reviewers how many must agree
   * @param answers how many have answered
   */
  record Waiting(
      String requestId,
      String domain,
      String tier,
      String rationale,
      String policy,
      String createdAt,
      String takeBy,
      String finishBy,
      int reviewers,
      int answers) {}

  /**
   * A page.
   *
   * @param unavailablePartitions whose reviews could not be read just now
   * @param next the id to ask for the next page with, or null if this is the last
   */
  record Page(List<Waiting> pending, @Nullable String next, List<Integer> unavailablePartitions) {}

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
        streams.query(
            StateQueryRequest.inStore(Store.PENDING.storeName()).withQuery(query).requireActive());
    List<Waiting> found = new ArrayList<>();
    List<Integer> unavailable = new ArrayList<>();
    // Each partition is sorted in itself: the first ones of all of them are among the first of
    // each.
    for (Map.Entry<Integer, QueryResult<KeyValueIterator<String, byte[]>>> numbered :
        result.getPartitionResults().entrySet()) {
      QueryResult<KeyValueIterator<String, byte[]>> partition = numbered.getValue();
      // A standby copy here is not ours to show; it is shown where it is active.
      if (partition.isFailure() && partition.getFailureReason() != FailureReason.NOT_ACTIVE) {
        unavailable.add(numbered.getKey());
      }
      if (partition.isSuccess()) {
        try (KeyValueIterator<String, byte[]> reviews = partition.getResult()) {
          for (int i = 0; i <= limit && reviews.hasNext(); i++) {
            found.add(waiting(codec.decode(reviews.next().value)));
          }
        }
      }
    }
    // As the store sorts: by the bytes, which for some characters is not how Java sorts text.
    found.sort(Comparator.comparing(PendingReviews::key, Arrays::compareUnsigned));
    boolean more = found.size() > limit;
    List<Waiting> page = List.copyOf(found.subList(0, Math.min(limit, found.size())));
    return new Page(page, more ? page.get(page.size() - 1).requestId() : null, unavailable);
  }

  private static byte[] key(Waiting waiting) {
    return waiting.requestId().getBytes(StandardCharsets.UTF_8);
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
        task.getFinishBy().toString(),
        task.getReviewers(),
        task.getOpinions().size());
  }
}
