package dev.backstop.app;

import java.util.List;

/** What an instance depends on outside itself: broker, topics, registry. */
@FunctionalInterface
interface Surroundings {

  /**
   * What was found there.
   *
   * @param problems what is wrong, each with the command or setting that mends it; empty if nothing
   *     is
   * @param partitions of the topics; 0 if that could not be told
   */
  record Found(List<String> problems, int partitions) {}

  Found look();
}
