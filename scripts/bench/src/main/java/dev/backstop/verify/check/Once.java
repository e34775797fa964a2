package dev.backstop.verify.check;

import dev.backstop.domain.SourcePosition;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Letter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end a request: a terminal decision or a dead letter, once. */
final class Once {

  private Once() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    for (String id : facts.decided()) {
      List<Answer> terminal = facts.terminal(id);
      if (terminal.size() > 1) {
        found.add(
            Violation.at(
                id,
                terminal.get(1).at(),
                "has "
                    + terminal.size()
                    + " terminal decisions, the first at "
                    + terminal.get(0).at().toLineage()));
      }
      supersedes(facts, id, terminal.get(0), found);
      for (Letter letter : facts.dead(id)) {
        found.add(
            Violation.at(
                id,
                letter.at(),
                "is a dead letter and was decided, at " + terminal.get(0).at().toLineage()));
      }
    }
    for (String id : facts.provisionallyDecided()) {
      if (facts.provisional(id).size() > 1) {
        found.add(
            Violation.at(
                id, facts.provisional(id).get(1).at(), "has more than one provisional decision"));
      }
    }
    return found;
  }

  private static void supersedes(Facts facts, String id, Answer terminal, List<Violation> found) {
    @Nullable Answer before = facts.provisional(id).isEmpty() ? null : facts.provisional(id).get(0);
    String superseded = before == null ? null : before.decision().decisionId();
    if (!Objects.equals(terminal.decision().supersedes(), superseded)) {
      found.add(
          Violation.at(
              id,
              terminal.at(),
              "supersedes " + terminal.decision().supersedes() + ", not " + superseded));
    }
    if (before != null && !isBefore(before.at(), terminal.at())) {
      found.add(Violation.at(id, before.at(), "is provisional and comes after the terminal one"));
    }
  }

  private static boolean isBefore(SourcePosition first, SourcePosition second) {
    return first.partition() == second.partition() && first.offset() < second.offset();
  }
}
