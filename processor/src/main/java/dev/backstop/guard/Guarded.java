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

  @Override
  public String toString() {
    return segment == null ? model : model + '/' + segment;
  }
}
