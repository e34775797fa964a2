package dev.backstop.verify.check;

import dev.backstop.domain.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must not be.
 *
 * @param requestId whose request, or null if it is nobody's
 * @param place {@code topic-partition-offset}, or in words where there is no such place
 */
public record Violation(@Nullable String requestId, String place, String what) {

  static Violation at(@Nullable String requestId, SourcePosition place, String what) {
    return new Violation(requestId, place.toLineage(), what);
  }

  @Override
  public String toString() {
    return (requestId == null ? "" : requestId + " ") + "[" + place + "] " + what;
  }
}
