package dev.backstop.policy;

import dev.backstop.domain.Features;
import dev.backstop.domain.Request;
import dev.backstop.domain.Stale;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the features that rules and models read are taken from, and how old they may be.
 *
 * <p>The age of a feature is that at the time of the request, so that every step, and whoever looks
 * again, comes to the same; how long a request may wait is a matter of its deadline.
 *
 * @param sources by feature: the fields of the request that may have it, the first that has a value
 *     which is fresh counts; features that are not named here are taken from the field of their
 *     name
 * @param freshFor by feature: how old its value may be; those that are not named here do not grow
 *     old
 */
public record Inputs(Map<String, List<String>> sources, Map<String, Duration> freshFor) {

  /** Every feature is taken from the field of its name, however old it is. */
  public static final Inputs AS_THEY_COME = new Inputs(Map.of(), Map.of());

  public Inputs {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    sources.forEach((feature, fields) -> copy.put(feature, List.copyOf(fields)));
    sources = Collections.unmodifiableMap(copy);
    freshFor = Map.copyOf(freshFor);
  }

  /** The features as rules and models read them. */
  public Features read(Request request) {
    if (sources.isEmpty() && freshFor.isEmpty()) {
      return request.features();
    }
    Map<String, @Nullable Object> values = new HashMap<>(request.features().values());
    sources.keySet().forEach(feature -> values.put(feature, value(feature, request)));
    for (String feature : freshFor.keySet()) {
      if (!sources.containsKey(feature)) {
        values.put(feature, value(feature, request));
      }
    }
    return new Features(values);
  }

  /** The features that are not taken from the field of their name, with the field that they are. */
  public Map<String, String> used(Request request) {
    if (sources.isEmpty()) {
      return Map.of();
    }
    Map<String, String> used = new LinkedHashMap<>();
    for (String feature : sources.keySet()) {
      for (String field : fields(feature)) {
        Object value = value(feature, field, request);
        if (value != null && !(value instanceof Stale)) {
          if (!field.equals(feature)) {
            used.put(feature, field);
          }
          break;
        }
      }
    }
    return Collections.unmodifiableMap(used);
  }

  /** The first value that is there and fresh; else what stands for the first that is there. */
  private @Nullable Object value(String feature, Request request) {
    Object stale = null;
    for (String field : fields(feature)) {
      Object value = value(feature, field, request);
      if (value != null && !(value instanceof Stale)) {
        return value;
      }
      stale = stale == null ? value : stale;
    }
    return stale;
  }

  private @Nullable Object value(String feature, String field, Request request) {
    Object value = request.features().get(field);
    Duration allowed = value == null ? null : freshFor.get(feature);
    if (allowed == null) {
      return value;
    }
    Instant at = request.featureTimes().get(field);
    Duration age = at == null ? null : Duration.between(at, request.requestedAt());
    return age != null && age.compareTo(allowed) <= 0 ? value : new Stale(age, allowed);
  }

  private List<String> fields(String feature) {
    return sources.getOrDefault(feature, List.of(feature));
  }
}
