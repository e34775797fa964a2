package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Request;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 500ms
      ladder:
        - {tier: both, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: quick}, {model: slow}], minimum: 2, threshold: 0.8, budget: 450ms}
        - {tier: default, kind: default, label: "no"}
      """;

  @Test
  void shouldTakeAsLongForAnEnsembleAsItsSlowestMember() {
    // Given: together they would have missed the deadline
    Map<String, Long> micros = Map.of("quick", 300_000L, "slow", 400_000L);
    // When
    Rehearsal.End end =
        Rehearsal.climb(
            opened(),
            (tier, model) -> new Rehearsal.Answer(null, sure(), micros.getOrDefault(model, 0L)),
            ASKED);
    // Then
    Attempt attempt = end.attempts().get(0);
    assertThat(end.path()).isEqualTo("both:OK");
    assertThat(attempt.latencyMicros()).isEqualTo(400_000);
    assertThat(attempt.at()).isEqualTo(ASKED.plusMillis(400));
    assertThat(attempt.members())
        .extracting(Member::latencyMicros)
        .containsExactly(300_000L, 400_000L);
  }

  private static Outcome sure() {
    return new Outcome.Scored(new Score("yes", Map.of("yes", .9, "no", .1), .9, .9));
  }

  private static Case opened() {
    Request request =
        new Request(
            "r",
            "loans",
            null,
            new Features(Map.of()),
            null,
            ASKED,
            null,
            null,
            true,
            List.of(),
            null,
            Map.of());
    return Case.opened(request, new SourcePosition("requests", 0, 0), PolicyTexts.policy(POLICY));
  }
}
