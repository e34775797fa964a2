package dev.backstop.verify.check;

import dev.backstop.domain.DeadLetter;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.plan.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A record that is no request becomes one dead letter with its bytes and the right cause, and a
 * request becomes none, neither where it comes in nor on a later hop; what a model was told to do
 * shows in the attempts, and nothing else does.
 */
final class BadInput {

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
      if (question != null) {
        TroubleCheck.flaws(facts.history().known(), answer.decision(), question)
            .forEach(flaw -> found.add(Violation.at(answer.requestId(), answer.at(), flaw)));
      }
    }
    return found;
  }

  /**
   * What the processor wrote itself can be read and goes on, whatever was sent; and a reviewer's
   * verdict can be read, so there is one way for it to die: to be refused.
   */
  private static void laterHops(Facts facts, List<Violation> found) {
    for (Letter letter : facts.history().letters()) {
      String topic = letter.source().topic();
      boolean refused =
          topic.equals(facts.topic(Topic.VERDICTS))
              && letter.cause() == DeadLetter.Cause.REFUSED_VERDICT;
      if (!refused && !topic.equals(facts.topic(Topic.REQUESTS))) {
        found.add(
            Violation.at(
                letter.requestId(),
                letter.at(),
                "a good record became a dead letter on its way, at "
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
}
