package dev.backstop.condition;

import dev.backstop.domain.Features;
import dev.backstop.policy.FeatureType;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The features of a request as a condition sees them: with the types that the policy declares. A
 * value that is null is not there, and one of another type cannot be had.
 */
final class FeatureView extends AbstractMap<String, Object> {

  /** A feature whose value is not of the declared type. */
  static final class WrongTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongTypeException(String feature) {
      super("feature '" + feature + "' is not of its declared type", null, false, false);
    }
  }

  private final Map<String, FeatureType> declared;
  private final Features features;

  FeatureView(Map<String, FeatureType> declared, Features features) {
    this.declared = declared;
    this.features = features;
  }

  /**
   * The value as a condition sees it; null if it is missing or of another type. A NaN is missing:
   * it compares with nothing, and what compares with nothing must not pass for "not above".
   */
  static @Nullable Object typed(FeatureType type, @Nullable Object value) {
    return switch (type) {
      case NUMBER ->
          value instanceof Number number && !Double.isNaN(number.doubleValue())
              ? unsigned(number.doubleValue())
              : null;
      case TEXT ->
          value instanceof Boolean flag
              ? flag.toString()
              : value instanceof String text ? text : null;
      case FLAG -> value instanceof Boolean ? value : null;
      case VECTOR -> value instanceof List<?> ? value : null;
    };
  }

  /** Negative zero as zero: the interpreter takes it for less than a whole 0. */
  static double unsigned(double value) {
    return value + 0.0;
  }

  @Override
  public boolean containsKey(Object name) {
    return name instanceof String feature && features.get(feature) != null;
  }

  @Override
  public @Nullable Object get(Object name) {
    if (!(name instanceof String feature) || features.get(feature) == null) {
      return null;
    }
    FeatureType type = declared.get(feature);
    Object value = type == null ? null : typed(type, features.get(feature));
    if (value == null) {
      throw new WrongTypeException(feature);
    }
    return value;
  }

  /**
   * Those that have the declared type. The interpreter looks through all of them before it reads
   * one: a feature that the condition does not read must not get in its way.
   */
  @Override
  public Set<Entry<String, Object>> entrySet() {
    Set<Entry<String, Object>> entries = new LinkedHashSet<>();
    declared.forEach(
        (feature, type) -> {
          Object value = typed(type, features.get(feature));
          if (value != null) {
            entries.add(Map.entry(feature, value));
          }
        });
    return entries;
  }
}
