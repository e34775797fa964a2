package dev.backstop.topology.emit;

import dev.backstop.judge.ShadowRequest;
import dev.backstop.telemetry.CandidateMeters;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the making of questions to other models fail without a consequence: the requests are
 * answered, and that they cannot be compared is no loss of them. Only the making is in the net; a
 * record that cannot be sent fails the transaction, as every other. Belongs to one thread.
 */
final class ShadowNet {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowNet.class);

  /** How long none is tried after one that failed. */
  private static final long REST_MILLIS = 30_000;

  private final CandidateMeters meters;
  private long again = Long.MIN_VALUE;

  ShadowNet(CandidateMeters meters) {
    this.meters = meters;
  }

  /** What is made of the request; null if nothing can be, and then it is counted. */
  @Nullable Encoded made(ShadowRequest request, Supplier<Encoded> making, long now) {
    if (now >= again) {
      try {
        return making.get();
      } catch (RuntimeException e) {
        // A registry that keeps each question waiting would keep the requests behind it waiting.
        again = now + REST_MILLIS;
        LOG.warn(
            "event=shadows_dropped millis={} exception={}", REST_MILLIS, e.getClass().getName());
      }
    }
    meters.asked(request, CandidateMeters.Result.NOT_WRITTEN);
    return null;
  }
}
