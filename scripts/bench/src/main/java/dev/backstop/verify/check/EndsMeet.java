package dev.backstop.verify.check;

import dev.backstop.verify.history.End;
import java.util.ArrayList;
import java.util.List;

/**
 * Nothing is left to read, and no transaction is left open. Behind a partition's last record there
 * may be markers of transactions, which no offset needs to pass.
 */
final class EndsMeet {

  private EndsMeet() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    for (End end : facts.history().ends()) {
      String place = end.topic() + '-' + end.partition();
      if (end.lastStable() != end.highWatermark()) {
        found.add(
            new Violation(
                null,
                place,
                "a transaction is open: the last stable offset is "
                    + end.lastStable()
                    + ", the high watermark "
                    + end.highWatermark()));
      }
      if (end.input() && end.lastRecord() >= 0 && end.committed() <= end.lastRecord()) {
        found.add(
            new Violation(
                null,
                place,
                "offset "
                    + end.committed()
                    + " is committed, and the last record stands at "
                    + end.lastRecord()));
      }
      if (end.input() && end.committed() > end.highWatermark()) {
        found.add(new Violation(null, place, "more is committed than there is"));
      }
    }
    return found;
  }
}
