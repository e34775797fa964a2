package dev.backstop.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of several conditions that are tried in their order can never be the one that applies. */
final class ConditionLint {

  private static final String ALWAYS = "true";

  /** A condition with the name of what it is for. */
  private record Named(String name, Condition when) {}

  private final List<Named> before = new ArrayList<>();

  /**
   * Why the next condition never applies, as the end of a sentence that begins with what it is for;
   * null if it may.
   */
  @Nullable String never(String name, Condition when) {
    String why = null;
    for (Named earlier : before) {
      why = why == null ? never(earlier, when) : why;
    }
    before.add(new Named(name, when));
    if (why != null) {
      return why;
    }
    return when.reach().isNowhere()
        ? "never applies: nothing can be all that its condition asks for"
        : null;
  }

  private static @Nullable String never(Named earlier, Condition when) {
    String quoted = "never applies: '" + earlier.name() + "' before it ";
    if (normal(earlier.when()).equals(normal(when))) {
      return quoted + "has the same condition";
    }
    if (normal(earlier.when()).equals(ALWAYS)) {
      return quoted + "always does";
    }
    return !when.reach().isNowhere() && earlier.when().reach().covers(when.reach())
        ? quoted + "does wherever it would"
        : null;
  }

  private static String normal(Condition condition) {
    return condition.text().replaceAll("\\s+", " ").strip();
  }
}
