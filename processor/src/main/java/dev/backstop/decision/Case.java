package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request on the ladder: what was asked, under which policy, and what was tried so far.
 *
 * @param policy as it applies to the request's segment
 * @param memo what is known of the next model; it is part of no decision and leaves with no record
 */
public record Case(
    Request request, SourcePosition source, Policy policy, List<Attempt> attempts, Memo memo)
    implements Passing {

  public Case {
    attempts = List.copyOf(attempts);
  }

  public static Case opened(Request request, SourcePosition source, Policy policy) {
    return continued(request, source, policy, List.of());
  }

  /** A case that another step has begun. */
  public static Case continued(
      Request request, SourcePosition source, Policy policy, List<Attempt> attempts) {
    return new Case(request, source, policy.toward(request.features()), attempts, Memo.ABSENT);
  }

  /** This case with what is known of its next model. */
  public Case knowing(Memo memo) {
    return new Case(request, source, policy, attempts, memo);
  }

  /** This case after one more attempt; what was known of the model asked is used up. */
  public Case with(Attempt attempt) {
    return new Case(request, source, policy, plus(attempt), Memo.ABSENT);
  }

  /** This case after a tier that was passed by; what is known is of a model further on. */
  public Case passing(Attempt passedBy) {
    return new Case(request, source, policy, plus(passedBy), memo);
  }

  public @Nullable Attempt lastAttempt() {
    return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
  }

  /** By when the request must be decided: its own deadline, else the policy's. */
  public Instant deadline() {
    Instant own = request.deadline();
    return own != null ? own : request.requestedAt().plus(policy.deadline());
  }

  /** Why the last answer that was not taken was not taken; null if the first tier answered. */
  public @Nullable Reason reason() {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).refused()) {
        return attempts.get(i).reason();
      }
    }
    return null;
  }

  /** The surest answer of a model that was not sure enough. */
  public Optional<Attempt> bestAttempt() {
    return surest(attempts);
  }

  static Optional<Attempt> surest(List<Attempt> attempts) {
    Attempt best = null;
    for (Attempt attempt : attempts) {
      if (attempt.score() != null
          && (best == null
              || best.score() == null
              || attempt.score().confidence() > best.score().confidence())) {
        best = attempt;
      }
    }
    return Optional.ofNullable(best);
  }

  private List<Attempt> plus(Attempt attempt) {
    List<Attempt> more = new ArrayList<>(attempts.size() + 1);
    more.addAll(attempts);
    more.add(attempt);
    return more;
  }
}
