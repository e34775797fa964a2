package dev.backstop.app;

import java.util.List;

/** What an instance depends on outside itself: broker, topics, registry. */
@FunctionalInterface
interface Surroundings {

  /** What is wrong there, each with the command or setting that mends it; empty if nothing is. */
  List<String> problems();
}
