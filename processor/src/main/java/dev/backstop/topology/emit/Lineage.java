package dev.backstop.topology.emit;

import dev.backstop.decision.Case;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.names.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lineage headers: who answered, why not the one before, under which policy, from which
 * record.
 */
final class Lineage {

  private final byte[] ceSource;

  Lineage(String applicationId) {
    this.ceSource = utf8("/backstop/" + applicationId);
  }

  Headers of(Decision decision, Headers carried) {
    Headers headers = new RecordHeaders(carried);
    put(headers, Header.STATUS, decision.status().name());
    put(headers, Header.TIER, decision.tier());
    put(headers, Header.DEGRADED, Boolean.toString(decision.degraded()));
    common(
        headers,
        "dev.backstop.v1.Decision",
        decision.requestId(),
        decision.reason(),
        decision.attempts(),
        decision.policy(),
        decision.source());
    event(headers, decision.decisionId(), decision.decidedAt());
    return headers;
  }

  Headers of(ReviewTask task, Headers carried) {
    Headers headers = new RecordHeaders(carried);
    put(headers, Header.STATUS, "PENDING");
    put(headers, Header.TIER, task.tier());
    put(headers, Header.DEGRADED, "false");
    common(
        headers,
        "dev.backstop.v1.ReviewTask",
        task.requestId(),
        lastReason(task.attempts()),
        task.attempts(),
        task.policy(),
        task.source());
    event(headers, task.taskId(), task.createdAt());
    return headers;
  }

  Headers of(Case on, String nextTier, Instant now, Headers carried) {
    Headers headers = new RecordHeaders(carried);
    put(headers, Header.STATUS, "ESCALATED");
    put(headers, Header.TIER, nextTier);
    put(headers, Header.DEGRADED, "false");
    common(
        headers,
        "dev.backstop.v1.Escalation",
        on.request().requestId(),
        on.reason(),
        on.attempts(),
        on.policy().ref(),
        on.source());
    event(headers, on.request().requestId() + "/escalation/" + nextTier, now);
    return headers;
  }

  private void common(
      Headers headers,
      String schema,
      String requestId,
      @Nullable Reason reason,
      List<Attempt> attempts,
      PolicyRef policy,
      SourcePosition source) {
    put(headers, Header.SCHEMA, schema);
    put(headers, Header.REQUEST_ID, requestId);
    if (reason != null) {
      put(headers, Header.REASON, reason.name());
    }
    put(headers, Header.TIER_PATH, tierPath(attempts));
    ModelRef model = lastModel(attempts);
    if (model != null) {
      put(headers, Header.MODEL, model.toLineage());
    }
    put(headers, Header.POLICY, policy.toLineage());
    put(headers, Header.SOURCE, source.toLineage());
    put(headers, Header.CE_TYPE, schema);
    put(headers, Header.CE_SUBJECT, requestId);
  }

  private void event(Headers headers, String id, Instant time) {
    put(headers, Header.CE_SPECVERSION, "1.0");
    put(headers, Header.CE_ID, id);
    headers.add(Header.CE_SOURCE.key(), ceSource);
    put(headers, Header.CE_TIME, time.toString());
  }

  private static String tierPath(List<Attempt> attempts) {
    StringBuilder path = new StringBuilder(32 * attempts.size());
    for (Attempt attempt : attempts) {
      if (!path.isEmpty()) {
        path.append('>');
      }
      path.append(attempt.toLineage());
    }
    return path.toString();
  }

  private static @Nullable ModelRef lastModel(List<Attempt> attempts) {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).model() != null) {
        return attempts.get(i).model();
      }
    }
    return null;
  }

  private static @Nullable Reason lastReason(List<Attempt> attempts) {
    return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).reason();
  }

  private static void put(Headers headers, Header header, String value) {
    headers.add(header.key(), utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
