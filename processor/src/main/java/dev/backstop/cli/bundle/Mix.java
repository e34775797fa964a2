package dev.backstop.cli.bundle;

import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where requests ended before an incident, during it and after it; and an example of each end. */
public final class Mix {

  /** A part of the time that was looked at. */
  public enum Period {
    BEFORE,
    DURING,
    AFTER
  }

  /** How a request ended. */
  record End(String tier, String status, @Nullable Reason reason, boolean degraded) {

    String inWords() {
      return status
          + " at "
          + tier
          + (reason == null ? "" : " after " + reason)
          + (degraded ? ", degraded" : "");
    }
  }

  private static final class Count {
    private final Map<Period, Long> requests = new EnumMap<>(Period.class);
    private final List<String> examples = new ArrayList<>();

    long requests(Period period) {
      return requests.getOrDefault(period, 0L);
    }
  }

  private final Instant from;
  private final Instant to;
  private final int mostExamples;
  private final Map<End, Count> byEnd = new TreeMap<>(Comparator.comparing(End::inWords));

  /**
   * An empty one.
   *
   * @param mostExamples ids of requests that are kept of each end
   */
  public Mix(Instant from, Instant to, int mostExamples) {
    this.from = from;
    this.to = to;
    this.mostExamples = mostExamples;
  }

  /** Counts a decision that ends its request; the examples are of those during the incident. */
  public void add(Decision decision) {
    if (!decision.status().isTerminal()) {
      return;
    }
    End end =
        new End(decision.tier(), decision.status().name(), decision.reason(), decision.degraded());
    Count count = byEnd.computeIfAbsent(end, unseen -> new Count());
    Period period = period(decision.decidedAt());
    count.requests.merge(period, 1L, Long::sum);
    if (period == Period.DURING && count.examples.size() < mostExamples) {
      count.examples.add(decision.requestId());
    }
  }

  /**
   * So many requests decided during the incident, as different as can be, by id with what each is
   * an example of: one of each end, the most frequent first, then a second one of each.
   */
  public Map<String, String> examples(int most) {
    Map<String, String> chosen = new LinkedHashMap<>();
    List<Map.Entry<End, Count>> ends = new ArrayList<>(byEnd.entrySet());
    ends.sort(
        Comparator.comparingLong(
            (Map.Entry<End, Count> end) -> -end.getValue().requests(Period.DURING)));
    for (int round = 0; round < mostExamples; round++) {
      for (Map.Entry<End, Count> end : ends) {
        if (chosen.size() < most && round < end.getValue().examples.size()) {
          chosen.putIfAbsent(end.getValue().examples.get(round), end.getKey().inWords());
        }
      }
    }
    return chosen;
  }

  public boolean isEmpty() {
    return byEnd.isEmpty();
  }

  /** Requests that ended in that part of the time. */
  long total(Period period) {
    return byEnd.values().stream().mapToLong(count -> count.requests(period)).sum();
  }

  /** Of these, those whose answer was degraded. */
  long degraded(Period period) {
    return byEnd.entrySet().stream()
        .filter(end -> end.getKey().degraded())
        .mapToLong(end -> end.getValue().requests(period))
        .sum();
  }

  /** A row for each end: in words, then the number in each part of the time. */
  List<List<String>> rows() {
    return byEnd.entrySet().stream()
        .map(
            end -> {
              List<String> row = new ArrayList<>();
              row.add(end.getKey().inWords());
              for (Period period : Period.values()) {
                row.add(Long.toString(end.getValue().requests(period)));
              }
              return row;
            })
        .toList();
  }

  private Period period(Instant at) {
    return at.isBefore(from) ? Period.BEFORE : at.isAfter(to) ? Period.AFTER : Period.DURING;
  }
}
