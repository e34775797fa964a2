package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A record that is no request becomes one dead letter with its bytes and the right cause, and a
 * request becomes none, neither where it comes in nor on a later hop; a model that misbehaves is
 * passed by with the reason it gave.
 */
final class BadInput {

  /** A model that is busy with one request is not asked about the next. */
  private static final Set<Reason> PASSED_BY =
      EnumSet.of(Reason.BREAKER_OPEN, Reason.TIMEOUT, Reason.BUDGET_EXHAUSTED);

  /** What no model that was told to answer gives. */
  private static final Set<Reason> FAILED =
      EnumSet.of(Reason.ERROR, Reason.INVALID_OUTPUT, Reason.INVALID_INPUT);

  private BadInput() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    for (RequestRead request : facts.history().requests()) {
      Planned.Bad one = facts.bad(request);
      List<Letter> letters = facts.letters(request.at());
      if (one != null) {
        letter(one, request, letters, found);
      } else if (!letters.isEmpty()) {
        found.add(
            Violation.at(
                request.key(),
                letters.get(0).at(),
                "a good request became a dead letter: " + letters.get(0).cause()));
      }
    }
    laterHops(facts, found);
    for (Answer answer : facts.history().answers()) {
      Planned.Question question = facts.questions().get(answer.requestId());
      List<Attempt> attempts = answer.decision().attempts();
      if (question != null && !attempts.isEmpty()) {
        told(question.first(), attempts.get(0), answer.requestId(), answer.at(), found);
        if (attempts.size() > 1) {
          told(question.second(), attempts.get(1), answer.requestId(), answer.at(), found);
        }
      }
    }
    return found;
  }

  /** What the processor wrote itself can be read and goes on, whatever was sent. */
  private static void laterHops(Facts facts, List<Violation> found) {
    for (Letter letter : facts.history().letters()) {
      String topic = letter.source().topic();
      if (topic.equals(facts.topic(Topic.SECONDARY)) || topic.equals(facts.topic(Topic.REVIEWS))) {
        found.add(
            Violation.at(
                letter.requestId(),
                letter.at(),
                "a good request became a dead letter on its way, at "
                    + letter.source().toLineage()
                    + ": "
                    + letter.cause()));
      }
    }
  }

  private static void letter(
      Planned.Bad bad, RequestRead request, List<Letter> letters, List<Violation> found) {
    if (letters.size() != 1) {
      found.add(
          Violation.at(
              bad.key(),
              request.at(),
              "is " + bad.defect() + " and has " + letters.size() + " dead letters"));
      return;
    }
    Letter letter = letters.get(0);
    if (letter.cause() != bad.defect().cause()) {
      found.add(
          Violation.at(
              bad.key(),
              letter.at(),
              "is " + bad.defect() + " and its dead letter says " + letter.cause()));
    }
    if (!letter.intact() || !Objects.equals(letter.sha256(), request.sha256())) {
      found.add(Violation.at(bad.key(), letter.at(), "does not keep the record's bytes"));
    }
  }

  private static void told(
      Trouble trouble, Attempt attempt, String id, SourcePosition at, List<Violation> found) {
    Reason reason = attempt.reason();
    boolean asTold =
        switch (trouble) {
          case NONE, SLOW -> reason == null || !FAILED.contains(reason);
          case THROWS -> reason == Reason.ERROR || isPassedBy(reason);
          case NAN -> reason == Reason.INVALID_OUTPUT || isPassedBy(reason);
          case HANGS -> isPassedBy(reason);
        };
    if (!asTold) {
      found.add(
          Violation.at(
              id,
              at,
              "tier "
                  + attempt.tier()
                  + " was told "
                  + trouble
                  + " and its attempt says "
                  + (reason == null ? "OK" : reason)));
    }
  }

  private static boolean isPassedBy(@org.jspecify.annotations.Nullable Reason reason) {
    return reason != null && PASSED_BY.contains(reason);
  }
}
