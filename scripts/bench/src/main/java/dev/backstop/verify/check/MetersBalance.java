package dev.backstop.verify.check;

import dev.backstop.domain.AuditEvent;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.RequestRead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The equation of the meters. A meter lives as long as its process, and counts again what a killed
 * one had counted; so the meters are judged over a phase without faults, and the same equation over
 * the topics for the whole run: each record of a request is its answer, a noted duplicate, or a
 * dead letter.
 */
final class MetersBalance {

  private MetersBalance() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    meters(facts.history().balance(), found);
    for (RequestRead request : facts.history().requests()) {
      String id = request.key();
      int copies = facts.copies().getOrDefault(id, 0);
      boolean bad = facts.terminal(id).isEmpty() && !facts.isPending(id);
      if (copies == 1 && bad) {
        // What became of it is judged by others; it is not counted twice.
        continue;
      }
      long noted =
          facts.notes(id).stream()
              .map(Note::kind)
              .filter(kind -> kind == AuditEvent.Kind.DUPLICATE_REQUEST)
              .count();
      if (copies != noted + 1) {
        found.add(
            Violation.at(
                id,
                request.at(),
                copies + " requests have one answer and " + noted + " noted duplicates"));
      }
    }
    return found;
  }

  private static void meters(@Nullable Balance balance, List<Violation> found) {
    if (balance == null) {
      return;
    }
    if (!balance.measured()) {
      found.add(new Violation(null, "meters", "an instance did not tell its meters"));
      return;
    }
    if (balance.sent() == 0 || balance.terminal() == 0) {
      found.add(
          new Violation(
              null,
              "meters",
              "there was nothing to balance: "
                  + balance.sent()
                  + " records were sent and "
                  + balance.terminal()
                  + " decided"));
    }
    long answered =
        balance.terminal() + balance.pending() + balance.deadLetters() + balance.duplicates();
    if (balance.requests() != answered || balance.requests() != balance.sent()) {
      found.add(
          new Violation(
              null,
              "meters",
              "they grew by "
                  + balance.requests()
                  + " requests, "
                  + balance.terminal()
                  + " terminal, "
                  + balance.pending()
                  + " pending, "
                  + balance.deadLetters()
                  + " dead letters, "
                  + balance.duplicates()
                  + " duplicates; "
                  + balance.sent()
                  + " records were sent"));
    }
  }
}
