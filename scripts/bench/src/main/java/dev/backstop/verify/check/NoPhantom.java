package dev.backstop.verify.check;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.History;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.history.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nothing comes from nothing. What was sent with an unknown outcome may be there or not. */
final class NoPhantom {

  private NoPhantom() {}

  static List<Violation> violations(Facts facts) {
    History history = facts.history();
    Set<String> sent = new HashSet<>();
    for (Sent one : history.sent()) {
      if (one.fate() != Fate.FAILED) {
        sent.add(one.what().key());
      }
    }
    List<Violation> found = new ArrayList<>();
    for (RequestRead request : history.requests()) {
      if (!sent.contains(request.key())) {
        found.add(Violation.at(request.key(), request.at(), "was never sent, or its send failed"));
      }
    }
    for (Answer answer : history.answers()) {
      asked(facts, answer.requestId(), answer.at(), "a decision", found);
    }
    for (Task task : history.tasks()) {
      asked(facts, task.requestId(), task.at(), "a review task", found);
    }
    for (Letter letter : history.letters()) {
      boolean ofRequest = letter.source().topic().equals(facts.topic(Topic.REQUESTS));
      if (ofRequest && !facts.requests().containsKey(letter.source())) {
        found.add(
            Violation.at(letter.requestId(), letter.at(), "a dead letter of a record nobody sent"));
      } else if (letter.requestId() != null) {
        asked(facts, letter.requestId(), letter.at(), "a dead letter", found);
      }
    }
    for (Note note : history.notes()) {
      if (note.requestId() != null) {
        asked(facts, note.requestId(), note.at(), "an audit note", found);
      }
    }
    duplicates(facts, found);
    return found;
  }

  private static void asked(
      Facts facts, String id, SourcePosition at, String what, List<Violation> found) {
    if (!facts.copies().containsKey(id)) {
      found.add(Violation.at(id, at, what + " on a request that stands on no topic"));
    }
  }

  /** A duplicate that is noted must have been one. */
  private static void duplicates(Facts facts, List<Violation> found) {
    for (String id : facts.copies().keySet()) {
      List<Note> duplicates =
          facts.notes(id).stream()
              .filter(note -> note.kind() == AuditEvent.Kind.DUPLICATE_REQUEST)
              .toList();
      int copies = facts.copies().getOrDefault(id, 0) - 1;
      if (duplicates.size() > copies) {
        found.add(
            Violation.at(
                id,
                duplicates.get(0).at(),
                duplicates.size()
                    + " duplicates are noted; "
                    + (copies + 1)
                    + " requests stand on the topic"));
      }
    }
  }
}
