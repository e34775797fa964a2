package dev.backstop.guard;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a value, so that its constructor can tell all of it at once. */
final class Checks {

  private final String what;
  private final List<String> problems = new ArrayList<>();

  Checks(String what) {
    this.what = what;
  }

  /**
   * Notes a problem unless the condition holds; NaN fails every comparison, and so is a problem.
   */
  Checks that(boolean holds, String name, String rule, Object value) {
    if (!holds) {
      problems.add(name + " must be " + rule + ", but is " + value);
    }
    return this;
  }

  Checks share(String name, double value) {
    return that(value > 0 && value <= 1, name, "above 0 and at most 1", value);
  }

  Checks atLeast(String name, long least, long value) {
    return that(value >= least, name, least + " or more", value);
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(what + ": " + String.join("; ", problems));
    }
  }
}
