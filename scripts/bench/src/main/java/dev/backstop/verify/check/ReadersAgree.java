package dev.backstop.verify.check;

import dev.backstop.verify.history.Seen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was once read as committed stays, and stays where it was. */
final class ReadersAgree {

  private ReadersAgree() {}

  private record Partition(String topic, int partition) {}

  static List<Violation> violations(Facts facts) {
    Map<Partition, List<Seen>> live = byPartition(facts.history().live());
    Map<Partition, List<Seen>> later = byPartition(facts.history().later());
    List<Violation> found = new ArrayList<>();
    later.forEach((partition, seen) -> compare(live.remove(partition), seen, found));
    live.values().forEach(seen -> compare(seen, List.of(), found));
    return found;
  }

  private static void compare(
      @org.jspecify.annotations.Nullable List<Seen> live, List<Seen> later, List<Violation> found) {
    List<Seen> first = live == null ? List.of() : live;
    int common = Math.min(first.size(), later.size());
    for (int i = 0; i < common; i++) {
      if (!first.get(i).equals(later.get(i))) {
        found.add(
            Violation.at(
                null,
                first.get(i).at(),
                first.get(i).at().equals(later.get(i).at())
                    ? "had other contents when it was first read"
                    : "was read here, where later " + later.get(i).at().toLineage() + " stood"));
        return;
      }
    }
    if (first.size() > common) {
      found.add(Violation.at(null, first.get(common).at(), "was read once and is gone"));
    } else if (later.size() > common) {
      found.add(
          Violation.at(null, later.get(common).at(), "was not seen by the reader that ran along"));
    }
  }

  private static Map<Partition, List<Seen>> byPartition(List<Seen> all) {
    Map<Partition, List<Seen>> partitions = new LinkedHashMap<>();
    for (Seen seen : all) {
      partitions
          .computeIfAbsent(
              new Partition(seen.at().topic(), seen.at().partition()), key -> new ArrayList<>())
          .add(seen);
    }
    return partitions;
  }
}
