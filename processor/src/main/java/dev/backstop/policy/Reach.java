package dev.backstop.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * For which requests a condition can hold, as far as that can be told from it: what must be true of
 * each feature, all of it together.
 *
 * @param numbers between which bounds a number must lie
 * @param words which values a text or a flag must have one of
 * @param present features that must be there, those of the others included
 * @param exact whether the condition holds wherever all this is true, and not only nowhere else
 */
public record Reach(
    Map<String, Span> numbers, Map<String, Set<String>> words, Set<String> present, boolean exact) {

  /** Holds for every request. */
  public static final Reach ALL = new Reach(Map.of(), Map.of(), Set.of(), true);

  /** Nothing is known. */
  public static final Reach UNKNOWN = new Reach(Map.of(), Map.of(), Set.of(), false);

  /**
   * Numbers from one bound to another.
   *
   * @param from the lower bound; below all numbers there is the lowest infinity
   * @param fromIsIn whether it is one of the numbers
   * @param to the upper bound
   * @param toIsIn whether it is one of the numbers
   */
  public record Span(double from, boolean fromIsIn, double to, boolean toIsIn) {

    public static Span above(double bound, boolean isIn) {
      return new Span(bound, isIn, Double.POSITIVE_INFINITY, true);
    }

    public static Span below(double bound, boolean isIn) {
      return new Span(Double.NEGATIVE_INFINITY, true, bound, isIn);
    }

    boolean isEmpty() {
      return from > to || (from == to && !(fromIsIn && toIsIn));
    }

    boolean contains(Span other) {
      return (from < other.from || (from == other.from && (fromIsIn || !other.fromIsIn)))
          && (to > other.to || (to == other.to && (toIsIn || !other.toIsIn)));
    }

    Span and(Span other) {
      boolean lower = from > other.from || (from == other.from && !fromIsIn);
      boolean upper = to < other.to || (to == other.to && !toIsIn);
      return new Span(
          lower ? from : other.from,
          lower ? fromIsIn : other.fromIsIn,
          upper ? to : other.to,
          upper ? toIsIn : other.toIsIn);
    }
  }

  public Reach {
    numbers = Map.copyOf(numbers);
    words = Map.copyOf(words);
    present = Set.copyOf(present);
  }

  /** Where a feature must be such a number. */
  public static Reach of(String feature, Span numbers) {
    return new Reach(Map.of(feature, numbers), Map.of(), Set.of(feature), true);
  }

  /** Where a feature must be one of these. */
  public static Reach of(String feature, Set<String> words) {
    return new Reach(Map.of(), Map.of(feature, Set.copyOf(words)), Set.of(feature), true);
  }

  /** Where a feature must be there. */
  public static Reach of(String feature) {
    return new Reach(Map.of(), Map.of(), Set.of(feature), true);
  }

  /** Where both hold. */
  public Reach and(Reach other) {
    Map<String, Span> spans = new HashMap<>(numbers);
    other.numbers.forEach((feature, span) -> spans.merge(feature, span, Span::and));
    Map<String, Set<String>> either = new HashMap<>(words);
    other.words.forEach((feature, those) -> either.merge(feature, those, Reach::both));
    Set<String> all = new HashSet<>(present);
    all.addAll(other.present);
    return new Reach(spans, either, all, exact && other.exact);
  }

  /** Whether it can hold for no request at all. */
  public boolean isNowhere() {
    return numbers.values().stream().anyMatch(Span::isEmpty)
        || words.values().stream().anyMatch(Set::isEmpty);
  }

  /**
   * Whether this certainly holds wherever the other does. A feature that this reads must be one
   * that the other needs: where it is missing, this could not be told.
   */
  public boolean covers(Reach other) {
    return exact
        && other.present.containsAll(present)
        && numbers.entrySet().stream()
            .allMatch(
                mine -> {
                  Span theirs = other.numbers.get(mine.getKey());
                  return theirs != null && mine.getValue().contains(theirs);
                })
        && words.entrySet().stream()
            .allMatch(
                mine -> {
                  Set<String> theirs = other.words.get(mine.getKey());
                  return theirs != null && mine.getValue().containsAll(theirs);
                });
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return Set.copyOf(both);
  }
}
