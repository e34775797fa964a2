package dev.backstop.verify.control;

import java.util.Map;
import java.util.Optional;

/**
 * A way to break a promise. A checker that stays green on one of these could not fail in that way,
 * and its green elsewhere would say nothing.
 */
public enum Control {
  /** Nothing is broken: the same short run as the others, which must stay green. */
  BASELINE("baseline", Map.of(), Act.KILL),
  AT_LEAST_ONCE(
      "atLeastOnce",
      Map.of(
          "BACKSTOP_KAFKA_PROCESSING_GUARANTEE",
          "at_least_once",
          "BACKSTOP_KAFKA_PRODUCER_LINGER_MS",
          "0",
          "BACKSTOP_KAFKA_COMMIT_INTERVAL_MS",
          "1000"),
      Act.KILL),
  /** Offsets run ahead of records that are kept in memory for the next batch. */
  HEAP_BUFFER("heapBuffer", consumer("HeapBuffer"), Act.KILL),
  /** A record that cannot be read is passed by without a dead letter. */
  NO_DEAD_LETTER("noDeadLetter", consumer("DropUnreadable"), Act.WATCH),
  /** A decision leaves without one of its headers. */
  DROPPED_HEADER(
      "droppedHeader",
      Map.of(
          "BACKSTOP_KAFKA_PRODUCER_INTERCEPTOR_CLASSES", "dev.backstop.verify.inject.DropHeader"),
      Act.WATCH),
  /** A reviewer is told that a verdict is accepted before the broker has it. */
  HASTY_VERDICT("verdictBeforeCommit", Map.of(), Act.KILL_REVIEWER),
  /** Two review parts that know nothing of each other: nobody compares before it sets. */
  NO_CLAIM("noCompareAndSet", Map.of(), Act.SECOND_REVIEW_PART);

  /** What happens to it while it runs. */
  public enum Act {
    KILL,
    KILL_REVIEWER,
    SECOND_REVIEW_PART,
    WATCH
  }

  private final String title;
  private final Map<String, String> settings;
  private final Act act;

  Control(String title, Map<String, String> settings, Act act) {
    this.title = title;
    this.settings = settings;
    this.act = act;
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

  public Act act() {
    return act;
  }

  /** Whether the checker must see something. */
  public boolean mustBeRed() {
    return this != BASELINE;
  }
}
