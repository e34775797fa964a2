package dev.backstop.guard;

import dev.backstop.domain.Features;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a record before a model is asked about it. What it finds is a reason for this record to go
 * elsewhere, and says nothing about the model.
 *
 * @param longestAge of the features, in ms; null if they do not grow old
 */
public record InputGuard(List<FeatureCheck> checks, @Nullable Long longestAge) {

  /** Where a finding is about the record as a whole. */
  public static final String RECORD = "record";

  public InputGuard {
    checks = List.copyOf(checks);
    new Checks("input guard")
        .that(longestAge == null || longestAge > 0, "longestAge", "above 0 ms", longestAge + "")
        .throwIfAny();
  }

  /** A flaw of one feature. Never holds the value. */
  public record Finding(String feature, Flaw flaw) {}

  /**
   * All that is wrong, empty if nothing is.
   *
   * @param age of the features, in ms
   */
  public List<Finding> check(Features features, long age) {
    List<Finding> found = new ArrayList<>(0);
    if (longestAge != null && age > longestAge) {
      found.add(new Finding(RECORD, Flaw.STALE));
    }
    for (FeatureCheck check : checks) {
      Flaw flaw = check.of(features.get(check.name()));
      if (flaw != null) {
        found.add(new Finding(check.name(), flaw));
      }
    }
    return found;
  }
}
