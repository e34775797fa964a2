package dev.backstop.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a tier takes on before requests go on without it.
 *
 * @param maxWait how long a request may have waited for the tier; null: as long as its deadline
 *     lets it
 * @param calls how many calls of each of its models may be under way at once on an instance; null:
 *     as many as there are workers
 * @param open how many reviews may be open when one more is asked for; null: any number
 */
public record Bounds(@Nullable Duration maxWait, @Nullable Integer calls, @Nullable Integer open) {

  public static final Bounds NONE = new Bounds(null, null, null);

  /** Whether a request may be turned away for one of them. */
  public boolean sheds() {
    return maxWait != null || open != null;
  }
}
