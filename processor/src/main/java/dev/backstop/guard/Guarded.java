package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * What a guard watches: a model, in one segment of a policy or in all that has none.
 *
 * @param model its name, with its version if it has one
 */
public record Guarded(String model, @Nullable String segment) {

  /** The key of its records on the topics: the model, a bar and the segment. */
  public String key() {
    return model + '|' + (segment == null ? "" : segment);
  }

  /** What has this key; null if it is none. No model has a bar in its name. */
  public static @Nullable Guarded parse(String key) {
    int bar = key.indexOf('|');
    if (bar < 1) {
      return null;
    }
    String segment = key.substring(bar + 1);
    return new Guarded(key.substring(0, bar), segment.isEmpty() ? null : segment);
  }

  @Override
  public String toString() {
    return segment == null ? model : model + '/' + segment;
  }
}
