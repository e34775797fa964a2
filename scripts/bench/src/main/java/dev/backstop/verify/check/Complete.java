package dev.backstop.verify.check;

import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.plan.Planned;
import java.util.ArrayList;
import java.util.List;

/** Nothing is lost, neither by the broker nor behind it. */
final class Complete {

  private Complete() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    for (Sent sent : facts.history().sent()) {
      if (sent.fate() == Fate.ACKNOWLEDGED && sent.at() != null) {
        RequestRead request = facts.requests().get(sent.at());
        if (request == null || !request.key().equals(sent.what().key())) {
          found.add(
              Violation.at(
                  sent.what().key(), sent.at(), "was acknowledged and does not stand there"));
        }
      }
    }
    // Whatever stands on the topic, the unknown sends included, was accepted.
    for (RequestRead request : facts.history().requests()) {
      String id = request.key();
      boolean answered =
          !facts.terminal(id).isEmpty()
              || facts.isPending(id)
              // The letter of another record, or of a later hop, is no answer to this one.
              || !facts.letters(request.at()).isEmpty();
      if (!answered) {
        found.add(
            Violation.at(id, request.at(), "is neither decided nor pending nor a dead letter"));
      }
    }
    for (Planned.Question question : facts.questions().values()) {
      if (facts.isPending(question.key())) {
        found.add(
            Violation.at(
                question.key(),
                facts.tasks(question.key()).get(0).at(),
                "still waits for a person, though all tasks were answered or ran out"));
      }
    }
    return found;
  }
}
