package dev.backstop.docs.alerts;

import dev.backstop.yaml.YamlMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule of Prometheus: one that records a series, or one that alerts.
 *
 * @param name the series' or the alert's
 */
record Rule(
    String name,
    boolean alert,
    String expression,
    Map<String, @Nullable Object> labels,
    Map<String, @Nullable Object> annotations) {

  static Rule read(YamlMap map) {
    try (map) {
      boolean alert = map.has("alert");
      map.optionalString("for");
      return new Rule(
          map.string(alert ? "alert" : "record"),
          alert,
          map.string("expr"),
          map.free("labels"),
          map.free("annotations"));
    }
  }
}
