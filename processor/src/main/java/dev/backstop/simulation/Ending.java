package dev.backstop.simulation;

import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.RiskClass;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a request ended.
 *
 * @param at the tier that answered, that of a person who was asked, or {@code REJECTED}
 * @param label the answer; null where there is none, or where it is not known what a person would
 *     have said
 * @param answers of persons that it took, or takes at least; 0 where no person was asked
 * @param attempts of the tiers before a person
 * @param segment of the policy; null where the request is in none
 */
record Ending(
    String at,
    @Nullable String label,
    int answers,
    List<Attempt> attempts,
    @Nullable String segment) {

  static final String REJECTED = "REJECTED";

  /** As it was. */
  static Ending of(Decision decision) {
    Attempt person = human(decision);
    String at =
        decision.status() == Status.REJECTED && person == null
            ? REJECTED
            : person != null ? person.tier() : decision.tier();
    return new Ending(
        at,
        decision.label(),
        person == null ? 0 : Math.max(1, person.opinions().size()),
        decision.attempts().stream()
            .takeWhile(attempt -> attempt.tierKind() != TierKind.HUMAN || !asked(attempt))
            .toList(),
        decision.segment());
  }

  /** As it would be; a person would have said what the one who was asked has said. */
  static Ending of(Rehearsal.End end, Decision recorded) {
    if (end instanceof Rehearsal.Decided decided) {
      Decision decision = decided.decision();
      return new Ending(
          decision.status() == Status.REJECTED ? REJECTED : decision.tier(),
          decision.label(),
          0,
          decision.attempts(),
          decision.segment());
    }
    Rehearsal.Asked asked = (Rehearsal.Asked) end;
    Attempt person = human(recorded);
    return new Ending(
        asked.tier().name(),
        person == null ? null : recorded.label(),
        asked.tier().reviewers(),
        asked.attempts(),
        asked.on().policy().applies().segment());
  }

  /** The attempt of the person who was asked, or null if none was. */
  private static @Nullable Attempt human(Decision decision) {
    return decision.attempts().stream()
        .filter(attempt -> attempt.tierKind() == TierKind.HUMAN && asked(attempt))
        .findFirst()
        .orElse(null);
  }

  /** A person who was asked has answered, could not decide, or has let the time pass. */
  private static boolean asked(Attempt attempt) {
    return switch (attempt.reason() == null ? "" : attempt.reason().name()) {
      case "", "REVIEW_TIMEOUT", "LOW_CONFIDENCE" -> true;
      default -> false;
    };
  }

  /** {@code tier:REASON} or {@code tier:OK} of each tier before a person, joined by {@code >}. */
  String path() {
    return attempts.stream().map(Attempt::toLineage).collect(Collectors.joining(">"));
  }

  /** What the models took together. */
  long latencyMicros() {
    return attempts.stream().mapToLong(Attempt::latencyMicros).sum();
  }

  /** Whether a person was asked. */
  boolean reviewed() {
    return answers > 0;
  }

  /** What it is expected to cost; null where nobody knows how sure the answer was. */
  @Nullable Double cost(RiskClass risk) {
    if (reviewed()) {
      return risk.ofReview();
    }
    Double confidence = confidence();
    return confidence == null ? null : risk.ofAnswer(confidence);
  }

  /** Of the model's answer that was taken; null for any other. */
  private @Nullable Double confidence() {
    return attempts.stream()
        .filter(Attempt::taken)
        .findFirst()
        .map(Attempt::confidence)
        .orElse(null);
  }
}
