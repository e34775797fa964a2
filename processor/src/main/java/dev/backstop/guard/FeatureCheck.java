package dev.backstop.guard;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a value of one feature must be for a model to be asked about it. */
public sealed interface FeatureCheck {

  String name();

  /** Whether it must be there. */
  boolean required();

  /** What is wrong with a value that is there, or null. */
  @Nullable Flaw flaw(Object value);

  /** What is wrong with a value, null if it is missing; or null. */
  default @Nullable Flaw of(@Nullable Object value) {
    if (value == null) {
      return required() ? Flaw.MISSING : null;
    }
    return flaw(value);
  }

  /** A number, bounds included. */
  record InRange(String name, boolean required, double min, double max) implements FeatureCheck {

    public InRange {
      new Checks("check of '" + name + "'")
          .that(min <= max, "min", "at most max, " + max, min)
          .throwIfAny();
    }

    @Override
    public @Nullable Flaw flaw(Object value) {
      if (!(value instanceof Number number) || Double.isNaN(number.doubleValue())) {
        return Flaw.TYPE;
      }
      double x = number.doubleValue();
      return x >= min && x <= max ? null : Flaw.RANGE;
    }
  }

  /** One of the categories that the model has seen. */
  record Seen(String name, boolean required, Set<String> categories) implements FeatureCheck {

    public Seen {
      categories = Set.copyOf(categories);
    }

    @Override
    public @Nullable Flaw flaw(Object value) {
      if (!(value instanceof String || value instanceof Boolean)) {
        return Flaw.TYPE;
      }
      return categories.contains(value.toString()) ? null : Flaw.UNSEEN;
    }
  }

  /** A list of so many finite numbers. */
  record OfLength(String name, boolean required, int length) implements FeatureCheck {

    @Override
    public @Nullable Flaw flaw(Object value) {
      if (!(value instanceof List<?> list) || list.size() != length) {
        return Flaw.TYPE;
      }
      return list.stream().allMatch(x -> x instanceof Double d && Double.isFinite(d))
          ? null
          : Flaw.TYPE;
    }
  }
}
