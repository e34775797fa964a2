package dev.backstop.topology.emit;

import dev.backstop.decision.Case;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Drill;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import dev.backstop.topology.names.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lineage headers: who answered, why not the one before, under which policy, from which
 * record. Belongs to one thread.
 */
final class Lineage {

  private static final String LABEL = "dev.backstop.v1.LabelledExample";

  private final HeaderCache cache = new HeaderCache();
  private final HeaderCache.Last<ModelRef> models =
      new HeaderCache.Last<>(Header.MODEL, ModelRef::toLineage);
  private final HeaderCache.Last<PolicyRef> policies =
      new HeaderCache.Last<>(Header.POLICY, PolicyRef::toLineage);
  private final HeaderCache.Last<Instant> times =
      new HeaderCache.Last<>(Header.CE_TIME, Instant::toString);
  private final String ceSource;

  Lineage(String applicationId) {
    this.ceSource = "/backstop/" + applicationId;
  }

  Headers of(Decision decision, Headers carried) {
    HeaderList headers = new HeaderList(carried);
    headers.add(
        cache.of(
            Header.STATUS, decision.drill() == null ? decision.status().name() : Header.DRILLED));
    headers.add(cache.of(Header.TIER, decision.tier()));
    headers.add(cache.of(Header.DEGRADED, Boolean.toString(decision.degraded())));
    level(headers, decision.degradation());
    common(
        headers,
        "dev.backstop.v1.Decision",
        decision.requestId(),
        decision.reason(),
        decision.attempts(),
        decision.policy(),
        decision.source());
    event(headers, decision.decisionId(), decision.decidedAt());
    return headers.toHeaders();
  }

  Headers of(ReviewTask task, Headers carried) {
    HeaderList headers = new HeaderList(carried);
    headers.add(cache.of(Header.STATUS, status(task)));
    headers.add(cache.of(Header.TIER, task.tier()));
    headers.add(cache.of(Header.DEGRADED, "false"));
    level(headers, task.degradation());
    common(
        headers,
        "dev.backstop.v1.ReviewTask",
        task.requestId(),
        task.reason(),
        task.shownAttempts(),
        task.policy(),
        task.source());
    event(headers, task.taskId(), task.createdAt());
    return headers.toHeaders();
  }

  private static String status(ReviewTask task) {
    if (Drill.owns(task.requestId())) {
      return Header.DRILLED;
    }
    return task.standsBeside() ? Header.BESIDE : "PENDING";
  }

  /** A label is told apart by the task it answers. */
  Headers of(LabelledExample example, Headers carried) {
    HeaderList headers = new HeaderList(carried);
    byte[] id = utf8(example.requestId());
    headers.add(cache.of(Header.SCHEMA, LABEL));
    headers.add(Header.REQUEST_ID.key(), id);
    headers.add(policies.of(example.policy()));
    headers.add(Header.SOURCE.key(), utf8(example.source().toLineage()));
    headers.add(cache.of(Header.CE_TYPE, LABEL));
    headers.add(Header.CE_SUBJECT.key(), id);
    event(headers, example.taskId() + Header.LABEL_OF_TASK, example.labelledAt());
    return headers.toHeaders();
  }

  Headers of(Case on, String nextTier, Instant now, Headers carried) {
    HeaderList headers = new HeaderList(carried);
    headers.add(cache.of(Header.STATUS, "ESCALATED"));
    headers.add(cache.of(Header.TIER, nextTier));
    headers.add(cache.of(Header.DEGRADED, "false"));
    common(
        headers,
        "dev.backstop.v1.Escalation",
        on.request().requestId(),
        on.reason(),
        on.attempts(),
        on.policy().ref(),
        on.source());
    event(headers, on.request().requestId() + "/escalation/" + nextTier, now);
    return headers.toHeaders();
  }

  /** Which candidate the other model is asked for, at which tier and under which policy. */
  Headers of(ShadowRequest request, Headers carried) {
    HeaderList headers =
        tried(
            "dev.backstop.v1.ShadowRequest",
            request.requestId(),
            request.trial(),
            request.source(),
            carried);
    event(headers, trialOf(request.requestId(), request.candidateDecided()), request.at());
    return headers.toHeaders();
  }

  /** The same of both answers; with a label they are another event. */
  Headers of(Comparison comparison, Headers carried) {
    HeaderList headers =
        tried(
            "dev.backstop.v1.ModelComparison",
            comparison.requestId(),
            comparison.trial(),
            comparison.source(),
            carried);
    String id = trialOf(comparison.requestId(), comparison.candidateDecided());
    event(headers, id + (comparison.label() == null ? "/pair" : "/labelled"), comparison.at());
    return headers.toHeaders();
  }

  private HeaderList tried(
      String schema, String requestId, Trial trial, SourcePosition source, Headers carried) {
    HeaderList headers = new HeaderList(carried);
    byte[] id = utf8(requestId);
    headers.add(cache.of(Header.SCHEMA, schema));
    headers.add(Header.REQUEST_ID.key(), id);
    headers.add(cache.of(Header.TIER, trial.tier()));
    headers.add(Header.CANDIDATE, utf8(trial.candidate()));
    headers.add(policies.of(trial.policy()));
    headers.add(Header.SOURCE.key(), utf8(source.toLineage()));
    headers.add(cache.of(Header.CE_TYPE, schema));
    headers.add(Header.CE_SUBJECT.key(), id);
    return headers;
  }

  private static String trialOf(String requestId, boolean candidateDecided) {
    return requestId + (candidateDecided ? "/canary" : "/shadow");
  }

  /** A task of an earlier release has none. */
  private void level(HeaderList headers, @Nullable DegradationLevel level) {
    if (level != null) {
      headers.add(cache.of(Header.DEGRADATION_LEVEL, level.name()));
    }
  }

  private void common(
      HeaderList headers,
      String schema,
      String requestId,
      @Nullable Reason reason,
      List<Attempt> attempts,
      PolicyRef policy,
      SourcePosition source) {
    byte[] id = utf8(requestId);
    headers.add(cache.of(Header.SCHEMA, schema));
    headers.add(Header.REQUEST_ID.key(), id);
    if (reason != null) {
      headers.add(cache.of(Header.REASON, reason.name()));
    }
    headers.add(cache.of(Header.TIER_PATH, tierPath(attempts)));
    Attempt asked = lastAsked(attempts);
    if (asked != null) {
      String committee = asked.committee();
      headers.add(
          committee != null
              ? cache.of(Header.MODEL, committee)
              : models.of(Objects.requireNonNull(asked.model())));
    }
    headers.add(policies.of(policy));
    headers.add(Header.SOURCE.key(), utf8(source.toLineage()));
    headers.add(cache.of(Header.CE_TYPE, schema));
    headers.add(Header.CE_SUBJECT.key(), id);
  }

  private void event(HeaderList headers, String id, Instant time) {
    headers.add(cache.of(Header.CE_SPECVERSION, "1.0"));
    headers.add(Header.CE_ID.key(), utf8(id));
    headers.add(cache.of(Header.CE_SOURCE, ceSource));
    headers.add(times.of(time));
  }

  private static String tierPath(List<Attempt> attempts) {
    if (attempts.size() == 1) {
      return attempts.get(0).toLineage();
    }
    StringBuilder path = new StringBuilder(32 * attempts.size());
    for (Attempt attempt : attempts) {
      if (!path.isEmpty()) {
        path.append('>');
      }
      path.append(attempt.toLineage());
    }
    return path.toString();
  }

  private static @Nullable Attempt lastAsked(List<Attempt> attempts) {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).model() != null || !attempts.get(i).members().isEmpty()) {
        return attempts.get(i);
      }
    }
    return null;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
