package dev.backstop.telemetry;

import dev.backstop.domain.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells the meters of an attempt apart. Its hash code is made by hand: that of a record goes
 * through method handles, which costs more than the counting.
 */
record AttemptKey(String tier, String model, @Nullable Reason reason) {
  @Override
  public int hashCode() {
    return (tier.hashCode() * 31 + model.hashCode()) * 31 + Objects.hashCode(reason);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AttemptKey key
        && reason == key.reason
        && tier.equals(key.tier)
        && model.equals(key.model);
  }
}
