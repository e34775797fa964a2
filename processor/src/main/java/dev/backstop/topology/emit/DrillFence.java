package dev.backstop.topology.emit;

import dev.backstop.decision.Emission;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.drill.DrillMark;
import dev.backstop.topology.names.Header;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The one place by which anything made of a drill leaves: decisions as a drill's, and nothing that
 * models would be judged by. It goes by the key, which no step can lose.
 */
final class DrillFence {

  private DrillFence() {}

  /** What may leave under that key; null if nothing may. */
  static @Nullable Emission around(String key, Emission made, Headers headers) {
    return Drill.owns(key) ? fenced(key, made, headers) : made;
  }

  private static @Nullable Emission fenced(String key, Emission made, Headers headers) {
    if (made instanceof Emission.Decided decided) {
      return new Emission.Decided(decided.decision().with(drill(key, headers)));
    }
    if (made instanceof Emission.Asked asked) {
      Drill drill = drill(key, headers);
      Optional<Decision> provisional = asked.provisional().map(decision -> decision.with(drill));
      return new Emission.Asked(asked.task(), provisional);
    }
    return made instanceof Emission.Audited
            || made instanceof Emission.Labelled
            || made instanceof Emission.Shadowed
            || made instanceof Emission.Compared
        ? null
        : made;
  }

  /**
   * From the mark that has been carried; without one that can be read it is a drill all the same.
   */
  private static Drill drill(String key, Headers headers) {
    org.apache.kafka.common.header.Header mark = headers.lastHeader(Header.DRILL);
    if (mark != null && mark.value() != null) {
      try {
        return DrillMark.parse(mark.value()).drill();
      } catch (IllegalArgumentException unreadable) {
        // A task that somebody else has written.
      }
    }
    return new Drill(key, "unknown", Fault.UNKNOWN, Set.of());
  }
}
