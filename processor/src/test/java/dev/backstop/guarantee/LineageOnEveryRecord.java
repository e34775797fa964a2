package dev.backstop.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Header;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.Escalation;
import dev.backstop.v1.PolicyRef;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.TierKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Every decision, escalation and review task says who, why not the one before, and under which
 * policy; headers and record agree.
 */
public final class LineageOnEveryRecord implements Guarantee {

  private static final Set<Header> MAY_BE_ABSENT =
      EnumSet.of(Header.REASON, Header.MODEL, Header.DEGRADATION_LEVEL);

  private int seen;

  @Override
  public void onOutput(String key, SpecificRecord record, Headers headers) {
    if (record instanceof Decision decision) {
      check(headers, decision.getRequestId(), decision.getAttempts(), decision.getPolicy());
      assertThat(text(headers, Header.STATUS)).isEqualTo(decision.getStatus().name());
      assertThat(text(headers, Header.TIER)).isEqualTo(decision.getTier());
      assertThat(text(headers, Header.DEGRADED))
          .isEqualTo(Boolean.toString(decision.getDegraded()));
      assertThat(text(headers, Header.DEGRADATION_LEVEL))
          .isEqualTo(
              decision.getDegradationLevel() == null
                  ? null
                  : decision.getDegradationLevel().name());
      assertThat(text(headers, Header.REASON))
          .isEqualTo(decision.getReason() == null ? null : decision.getReason().name());
      assertThat(text(headers, Header.CE_ID)).isEqualTo(decision.getDecisionId());
      recomputes(decision);
    } else if (record instanceof Escalation escalation) {
      check(
          headers,
          escalation.getRequest().getRequestId(),
          escalation.getAttempts(),
          escalation.getPolicy());
    } else if (record instanceof ReviewTask task) {
      check(headers, task.getRequestId(), task.getAttempts(), task.getPolicy());
    }
  }

  @Override
  public void check() {
    assertThat(seen).as("records with lineage").isPositive();
  }

  private void check(Headers headers, String requestId, List<Attempt> attempts, PolicyRef policy) {
    seen++;
    for (Header header : Header.values()) {
      List<String> values = new ArrayList<>();
      headers
          .headers(header.key())
          .forEach(one -> values.add(new String(one.value(), StandardCharsets.UTF_8)));
      assertThat(values).as("header " + header.key()).hasSizeLessThanOrEqualTo(1);
      if (!MAY_BE_ABSENT.contains(header)) {
        assertThat(values).as("header " + header.key()).hasSize(1);
      }
    }
    assertThat(text(headers, Header.REQUEST_ID)).isEqualTo(requestId);
    assertThat(text(headers, Header.POLICY))
        .startsWith(policy.getName() + '@' + policy.getVersion() + '#');
    String path =
        attempts.stream()
            .map(
                attempt ->
                    attempt.getTier()
                        + ':'
                        + (attempt.getReason() == null ? "OK" : attempt.getReason().name()))
            .collect(Collectors.joining(">"));
    assertThat(text(headers, Header.TIER_PATH)).isEqualTo(path);
  }

  /**
   * The decision follows from its attempts: nothing below its threshold was taken, and nothing
   * degraded goes unmarked.
   */
  private static void recomputes(Decision decision) {
    for (Attempt attempt : decision.getAttempts()) {
      if (attempt.getTierKind() == TierKind.MODEL && attempt.getReason() == null) {
        assertThat(attempt.getConfidence())
            .as("confidence of the accepting tier")
            .isGreaterThanOrEqualTo(attempt.getThreshold());
        assertThat(attempt.getModel()).as("model of the accepting tier").isNotNull();
      }
      if (attempt.getTierKind() == TierKind.ENSEMBLE && attempt.getReason() == null) {
        assertThat(attempt.getConfidence())
            .as("confidence of the accepting ensemble")
            .isGreaterThanOrEqualTo(attempt.getThreshold());
        assertThat(attempt.getMembers())
            .as("models of the accepting ensemble")
            .anySatisfy(
                member -> {
                  assertThat(member.getModel()).isNotNull();
                  assertThat(member.getReason()).isNull();
                });
      }
    }
    boolean taken =
        decision.getAttempts().stream()
            .anyMatch(
                attempt ->
                    attempt.getReason() == null && attempt.getTierKind() != TierKind.DEFAULT);
    if (decision.getStatus() == DecisionStatus.FINAL && !taken) {
      assertThat(decision.getDegraded()).as("degraded, for an answer nobody gave").isTrue();
    }
    if (decision.getDegraded()) {
      assertThat(decision.getReason())
          .as("reason of a degraded decision")
          .isNotNull()
          .isNotEqualTo(Reason.UNKNOWN);
    }
    assertThat(decision.getAttempts())
        .extracting(Attempt::getTier)
        .as("tiers tried")
        .contains(decision.getTier());
    for (int i = 1; i < decision.getAttempts().size(); i++) {
      assertThat(decision.getAttempts().get(i).getAt())
          .isAfterOrEqualTo(decision.getAttempts().get(i - 1).getAt());
    }
  }

  private static String text(Headers headers, Header header) {
    org.apache.kafka.common.header.Header last = headers.lastHeader(header.key());
    return last == null ? null : new String(last.value(), StandardCharsets.UTF_8);
  }
}
