package dev.backstop.simulation;

import static dev.backstop.config.PolicyTexts.policy;

import dev.backstop.decision.Case;
import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests as a policy has answered them. */
final class Past {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      features:
        amount: {type: NUMBER}
      ladder:
        - {tier: a, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: b, kind: model, model: second, threshold: 0.7, budget: 100ms}
        - {tier: people, kind: human, labels: ["yes", "no"], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: "no"}
      """;

  private Past() {}

  static Answered answered(String id, double first, double second, String person) {
    return answered(id, first, second, person, 1);
  }

  /** A request as the policy answers it, with what a person says if one is asked. */
  static Answered answered(String id, double first, double second, String person, int amount) {
    Request request = request(id, amount);
    Rehearsal.End end = climb(policy(POLICY), request, first, second);
    return new Answered(
        request,
        end instanceof Rehearsal.Decided decided
            ? decided.decision()
            : reviewed(
                end, id, Attempt.answered("people", TierKind.HUMAN, person, NOW), person, false));
  }

  /** A request about which a person is asked who does not answer in time. */
  static Answered unanswered(String id, double first, double second) {
    Request request = request(id, 1);
    Attempt silence =
        Attempt.skipped("people", TierKind.HUMAN, Reason.REVIEW_TIMEOUT, "nobody answered", NOW);
    return new Answered(
        request, reviewed(climb(policy(POLICY), request, first, second), id, silence, "no", true));
  }

  private static Decision reviewed(
      Rehearsal.End end, String id, Attempt person, String label, boolean degraded) {
    List<Attempt> attempts = new ArrayList<>(end.attempts());
    attempts.add(person);
    return new Decision(
        id,
        "d",
        Status.FINAL,
        null,
        label,
        Map.of(),
        null,
        degraded ? "c" : "people",
        degraded ? TierKind.DEFAULT : TierKind.HUMAN,
        degraded,
        degraded ? Reason.REVIEW_TIMEOUT : Reason.LOW_CONFIDENCE,
        null,
        attempts,
        policy(POLICY).ref(),
        null,
        degraded ? null : "reviewer",
        new SourcePosition("requests", 0, 0),
        NOW,
        NOW,
        null,
        null,
        Map.of());
  }

  static Rehearsal.End climb(Policy policy, Request request, double first, double second) {
    return Rehearsal.climb(
        Case.opened(request, new SourcePosition("requests", 0, 0), policy),
        (tier, model) -> answer(model, first, second),
        NOW);
  }

  private static Rehearsal.@Nullable Answer answer(String model, double first, double second) {
    double confidence = model.equals("first") ? first : second;
    return new Rehearsal.Answer(
        new ModelRef(model, "1", "0".repeat(64)),
        new Outcome.Scored(new Score("yes", Map.of("yes", confidence), confidence, confidence)),
        1_000);
  }

  static Request request(String id, int amount) {
    return new Request(
        id,
        "d",
        null,
        new Features(Map.of("amount", (long) amount)),
        null,
        NOW,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }
}
