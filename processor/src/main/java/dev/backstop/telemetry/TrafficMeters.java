package dev.backstop.telemetry;

import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.incident.TrafficReport;
import dev.backstop.incident.TrafficReport.Counts;
import dev.backstop.incident.TrafficReport.Reviews;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters that must balance, added up for those who judge whether they do on all instances
 * together. Safe for all threads at once.
 */
public final class TrafficMeters {

  private static final Duration EVERY = Duration.ofSeconds(5);

  /** A dead letter of one of these topics is no request that is missing. */
  private static final Set<String> OTHERS =
      Set.of("verdicts", "shadow", "feedback", "comparisons", "health");

  private record Ended(LongAdder answered, LongAdder overdue) {}

  private final String instance = UUID.randomUUID().toString();
  private final LongAdder requests = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder decided = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private final ConcurrentMap<String, Ended> reviews = new ConcurrentHashMap<>();
  private final LongSupplier pending;

  private @Nullable Instant since;
  private @Nullable Instant told;

  TrafficMeters(LongSupplier pending) {
    this.pending = pending;
  }

  /**
   * What was counted so far; null if that was told a short time ago. So of all the tasks of an
   * instance one tells it, whichever it is.
   */
  public synchronized @Nullable TrafficReport due(Instant now) {
    if (told != null && now.isBefore(told.plus(EVERY)) && !now.isBefore(told)) {
      return null;
    }
    told = now;
    Instant from = since == null ? now : since;
    since = from;
    Map<String, Reviews> over = new HashMap<>();
    reviews.forEach(
        (policy, ended) ->
            over.put(policy, new Reviews(ended.answered.sum(), ended.overdue.sum())));
    return new TrafficReport(
        instance,
        from,
        new Counts(requests.sum(), duplicates.sum(), decided.sum(), deadLetters.sum()),
        pending.getAsLong(),
        over,
        now);
  }

  void requestRead() {
    requests.increment();
  }

  void duplicate() {
    duplicates.increment();
  }

  void decided(Decision decision) {
    if (decision.status() != Status.FINAL && decision.status() != Status.REJECTED) {
      return;
    }
    decided.increment();
    if (decision.reason() == Reason.REVIEW_TIMEOUT) {
      ended(decision).overdue.increment();
    } else if (decision.tierKind() == TierKind.HUMAN && decision.status() == Status.FINAL) {
      ended(decision).answered.increment();
    }
  }

  void deadLettered(String topic) {
    if (OTHERS.stream().noneMatch(topic::endsWith)) {
      deadLetters.increment();
    }
  }

  private Ended ended(Decision decision) {
    return reviews.computeIfAbsent(
        decision.policy().name(), unseen -> new Ended(new LongAdder(), new LongAdder()));
  }
}
