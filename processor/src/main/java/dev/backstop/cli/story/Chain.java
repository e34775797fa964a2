package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the last request with an id has come.
 *
 * @param decision the terminal one, else the provisional one, else null
 * @param task the open or closed question to a person, or null if none was asked
 * @param attempts every tier tried or skipped so far, in order
 */
record Chain(
    @Nullable Decision decision, @Nullable ReviewTask task, List<Attempt> attempts, State state) {

  static Chain of(Trail trail) {
    Decision decision =
        trail.decisions().stream()
            .map(Trail.Located::value)
            .max(
                Comparator.comparing(Decision::decidedAt)
                    .thenComparing(found -> found.status().isTerminal()))
            .orElse(null);
    Instant decided = decision == null ? Instant.MIN : decision.decidedAt();
    // A task of a later request with the same id counts for more than an older decision.
    ReviewTask task =
        trail.tasks().stream()
            .map(Trail.Located::value)
            // What stands beside a decision says nothing of how far the request has come.
            .filter(found -> !found.standsBeside())
            .filter(
                found ->
                    decision == null
                        || found.source().equals(decision.source())
                        || found.createdAt().isAfter(decided))
            .max(Comparator.comparing(ReviewTask::createdAt))
            .orElse(null);
    boolean stands = decision != null && (task == null || task.source().equals(decision.source()));
    Decision latest = stands ? decision : null;
    Optional<Trail.Escalated> escalated =
        trail.escalations().stream()
            .map(Trail.Located::value)
            .max(Comparator.comparing(Trail.Escalated::at));
    List<Attempt> attempts =
        latest != null && latest.status().isTerminal()
            ? latest.attempts()
            : task != null
                ? task.attempts()
                : latest != null
                    ? latest.attempts()
                    : escalated.map(Trail.Escalated::attempts).orElse(List.of());
    return new Chain(latest, task, attempts, state(trail, latest, task));
  }

  private static State state(Trail trail, @Nullable Decision decision, @Nullable ReviewTask task) {
    if (decision != null && decision.status().isTerminal()) {
      return State.DECIDED;
    }
    if (task != null) {
      return State.IN_REVIEW;
    }
    if (trail.refusals().stream().anyMatch(refusal -> concernsRequest(trail, refusal.value()))) {
      return State.DEAD_LETTERED;
    }
    return trail.requests().isEmpty() && trail.escalations().isEmpty()
        ? State.UNKNOWN
        : State.UNDER_WAY;
  }

  /** A refused verdict leaves its request untouched; anything else refused ends it. */
  private static boolean concernsRequest(Trail trail, Trail.Refused refused) {
    SourcePosition source = refused.source();
    boolean ofVerdict =
        trail.verdicts().stream().anyMatch(verdict -> verdict.place().equals(source));
    return !ofVerdict && !refused.cause().equals("REFUSED_VERDICT");
  }
}
