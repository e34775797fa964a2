package dev.backstop.domain;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the place of a feature's value that is older than the policy allows, or of which nobody
 * says how old it is. No model takes it for a value, nor for one that is missing: what it was made
 * to put there would hide that the value is there and is not to be trusted. No condition can be
 * told by it.
 *
 * @param age when the request was made; null if the request does not say
 * @param allowed the most that it may be
 */
public record Stale(@Nullable Duration age, Duration allowed) {

  /** A clause, without the value: {@code 3h old, 15m allowed}. */
  public String inWords() {
    return (age == null ? "of an age that the request does not say" : span(age) + " old")
        + ", "
        + span(allowed)
        + " allowed";
  }

  /** As policies write it, exact to the millisecond. */
  private static String span(Duration span) {
    return span.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
