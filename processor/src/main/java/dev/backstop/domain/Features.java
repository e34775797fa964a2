package dev.backstop.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Feature values by name. A value is null (missing), {@link Boolean}, {@link Long}, {@link Double},
 * {@link String} or a list of {@link Double}; a missing value is not zero. As a policy reads them,
 * one may be {@link Stale}.
 */
public record Features(Map<String, @Nullable Object> values) {

  /** The value, or null if it is missing. */
  public @Nullable Object get(String name) {
    return values.get(name);
  }
}
