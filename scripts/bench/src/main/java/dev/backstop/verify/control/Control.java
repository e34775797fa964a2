package dev.backstop.verify.control;

import dev.backstop.verify.check.Invariant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A way to break a promise. A checker that stays green on one of these could not fail in that way,
 * and its green elsewhere would say nothing.
 */
public enum Control {
  /**
   * Nothing is broken, whatever is done: the same short run as the others, which must stay green.
   */
  BASELINE("baseline", Map.of(), Set.of(), Act.KILL, Act.KILL_REVIEWER),
  AT_LEAST_ONCE(
      "atLeastOnce",
      Map.of(
          "BACKSTOP_KAFKA_PROCESSING_GUARANTEE",
          "at_least_once",
          "BACKSTOP_KAFKA_PRODUCER_LINGER_MS",
          "0",
          "BACKSTOP_KAFKA_COMMIT_INTERVAL_MS",
          "1000"),
      Set.of(Invariant.ONCE),
      Act.KILL),
  /** Offsets run ahead of records that are kept in memory for the next batch. */
  HEAP_BUFFER("heapBuffer", consumer("HeapBuffer"), Set.of(Invariant.COMPLETE), Act.KILL),
  /** A record that cannot be read is passed by without a dead letter. */
  NO_DEAD_LETTER(
      "noDeadLetter",
      consumer("DropUnreadable"),
      Set.of(Invariant.COMPLETE, Invariant.BAD_INPUT),
      Act.WATCH),
  /** A decision leaves without one of its headers. */
  DROPPED_HEADER(
      "droppedHeader",
      Map.of(
          "BACKSTOP_KAFKA_PRODUCER_INTERCEPTOR_CLASSES", "dev.backstop.verify.inject.DropHeader"),
      Set.of(Invariant.LINEAGE_RECOMPUTES),
      Act.WATCH),
  /** A reviewer is told that a verdict is accepted before the broker has it. */
  HASTY_VERDICT(
      "verdictBeforeCommit", Map.of(), Set.of(Invariant.VERDICTS_COUNTED), Act.KILL_REVIEWER),
  /** Two review parts that know nothing of each other: nobody compares before it sets. */
  NO_CLAIM(
      "noCompareAndSet",
      Map.of(),
      Set.of(Invariant.ONCE, Invariant.ONE_OPEN_TASK),
      Act.SECOND_REVIEW_PART);

  /** What happens to it while it runs. */
  public enum Act {
    KILL,
    KILL_REVIEWER,
    SECOND_REVIEW_PART,
    WATCH
  }

  private final String title;
  private final Map<String, String> settings;
  private final Set<Invariant> mustBreak;
  private final List<Act> acts;

  Control(String title, Map<String, String> settings, Set<Invariant> mustBreak, Act... acts) {
    this.title = title;
    this.settings = settings;
    this.mustBreak = mustBreak;
    this.acts = List.of(acts);
  }

  private static Map<String, String> consumer(String interceptor) {
    return Map.of(
        "BACKSTOP_KAFKA_MAIN_CONSUMER_INTERCEPTOR_CLASSES",
        "dev.backstop.verify.inject." + interceptor);
  }

  /** The control of this name, if there is one. */
  public static Optional<Control> named(String title) {
    for (Control control : values()) {
      if (control.title.equals(title)) {
        return Optional.of(control);
      }
    }
    return Optional.empty();
  }

  /** The name in reports. */
  public String title() {
    return title;
  }

  /** What makes the instance break its promise, by environment variable. */
  public Map<String, String> settings() {
    return settings;
  }

  /** One after the other. */
  public List<Act> acts() {
    return acts;
  }

  /** Whether the reviewer tells of a verdict before the broker has it. */
  public boolean hastyReviewer() {
    return this == HASTY_VERDICT;
  }

  /**
   * The invariants that must be found broken: those that the broken promise is about. More may
   * break beside them, and none if nothing is broken.
   */
  public Set<Invariant> mustBreak() {
    return mustBreak;
  }

  /** Whether the checker must see something. */
  public boolean mustBeRed() {
    return !mustBreak.isEmpty();
  }
}
