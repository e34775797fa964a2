package dev.backstop.registry;

import dev.backstop.domain.Features;
import dev.backstop.domain.Stale;
import dev.backstop.v1.StaleFeature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Features of which some are too old, and their contract: those are told beside the others, so that
 * whoever reads them refuses the same.
 */
final class StaleMapper {

  private StaleMapper() {}

  /** The features that are not too old. */
  static Features fresh(Features features) {
    if (stale(features).isEmpty()) {
      return features;
    }
    Map<String, @Nullable Object> fresh = new HashMap<>(features.values());
    fresh.values().removeIf(Stale.class::isInstance);
    return new Features(fresh);
  }

  /** Those that are. */
  static List<StaleFeature> stale(Features features) {
    List<StaleFeature> stale = new ArrayList<>();
    features
        .values()
        .forEach(
            (name, value) -> {
              if (value instanceof Stale old) {
                Duration age = old.age();
                stale.add(
                    new StaleFeature(
                        name, age == null ? null : age.toMillis(), old.allowed().toMillis()));
              }
            });
    return stale;
  }

  /** Both together. */
  static Features together(Features fresh, List<StaleFeature> stale) {
    if (stale.isEmpty()) {
      return fresh;
    }
    Map<String, @Nullable Object> values = new HashMap<>(fresh.values());
    for (StaleFeature one : stale) {
      Long age = one.getAgeMillis();
      values.put(
          one.getName(),
          new Stale(
              age == null ? null : Duration.ofMillis(age),
              Duration.ofMillis(one.getAllowedMillis())));
    }
    return new Features(values);
  }
}
