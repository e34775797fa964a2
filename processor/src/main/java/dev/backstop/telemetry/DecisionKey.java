package dev.backstop.telemetry;

import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells the meters of a decision apart. Its hash code is made by hand: that of a record goes
 * through method handles, which costs more than the counting.
 */
record DecisionKey(
    String policy, String tier, Status status, @Nullable Reason reason, boolean degraded) {
  @Override
  public int hashCode() {
    return ((policy.hashCode() * 31 + tier.hashCode()) * 31 + status.hashCode()) * 31
        + Objects.hashCode(reason);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DecisionKey key
        && status == key.status
        && reason == key.reason
        && degraded == key.degraded
        && tier.equals(key.tier)
        && policy.equals(key.policy);
  }
}
