package dev.backstop.policy;

import dev.backstop.domain.Features;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the features that rules and models read are taken from.
 *
 * @param sources by feature: the fields of the request that may have it, the first that has a value
 *     counts; features that are not named here are taken from the field of their name
 */
public record Inputs(Map<String, List<String>> sources) {

  /** Every feature is taken from the field of its name. */
  public static final Inputs AS_THEY_COME = new Inputs(Map.of());

  public Inputs {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    sources.forEach((feature, fields) -> copy.put(feature, List.copyOf(fields)));
    sources = Collections.unmodifiableMap(copy);
  }

  /** The features as rules and models read them. */
  public Features read(Features request) {
    if (sources.isEmpty()) {
      return request;
    }
    Map<String, @Nullable Object> values = new HashMap<>(request.values());
    sources.forEach(
        (feature, fields) -> {
          String field = field(fields, request);
          values.put(feature, field == null ? null : request.get(field));
        });
    return new Features(values);
  }

  /** The features that are not taken from the field of their name, with the field that they are. */
  public Map<String, String> used(Features request) {
    if (sources.isEmpty()) {
      return Map.of();
    }
    Map<String, String> used = new LinkedHashMap<>();
    sources.forEach(
        (feature, fields) -> {
          String field = field(fields, request);
          if (field != null && !field.equals(feature)) {
            used.put(feature, field);
          }
        });
    return Collections.unmodifiableMap(used);
  }

  private static @Nullable String field(List<String> fields, Features request) {
    for (String field : fields) {
      if (request.get(field) != null) {
        return field;
      }
    }
    return null;
  }
}
