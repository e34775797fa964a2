package dev.backstop.topics;

import java.util.Map;

/**
 * A topic to be made.
 *
 * @param replicationFactor -1 takes the broker's default
 */
public record Creation(
    String name, int partitions, short replicationFactor, Map<String, String> settings) {

  public Creation {
    settings = Map.copyOf(settings);
  }

  /** What came of it. */
  public enum Outcome {
    MADE,
    /** Somebody else made it in the meantime. */
    EXISTED,
    REFUSED
  }

  /**
   * The outcome for one topic.
   *
   * @param why the broker refused it; empty otherwise
   */
  public record Result(Creation creation, Outcome outcome, String why) {}
}
