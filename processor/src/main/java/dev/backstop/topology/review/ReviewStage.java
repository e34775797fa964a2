package dev.backstop.topology.review;

import dev.backstop.decision.AuditCoin;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.decision.ReviewOpening;
import dev.backstop.decision.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Opens a review: the question to a person and, where it is wanted, the provisional decision, in
 * one transaction.
 */
public final class ReviewStage extends ContextualProcessor<String, Passing, String, Passing> {

  private final AuditCoin coin = new AuditCoin();
  private final InstantSource clock;

  private ReviewStage(InstantSource clock) {
    this.clock = clock;
  }

  public static ProcessorSupplier<String, Passing, String, Passing> supplier(InstantSource clock) {
    return () -> new ReviewStage(clock);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Step.Review review)) {
      throw new IllegalStateException("only reviews are opened");
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    ReviewOpening opening =
        ReviewOpening.of(
            review, coin.toss(review.on().audit(now), record.key()), trace(record.headers()), now);
    context().forward(record.withValue(new Emission.Asked(opening.task(), opening.provisional())));
  }

  /**
   * The next record of this request may come from a reviewer, so the task itself keeps the trace.
   */
  private static Map<String, String> trace(Headers headers) {
    Map<String, String> trace = new HashMap<>();
    headers.forEach(
        header -> trace.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return trace;
  }
}
