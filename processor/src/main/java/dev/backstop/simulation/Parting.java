package dev.backstop.simulation;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Score;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a request ends otherwise, in a sentence: what differs where its two ways part. */
final class Parting {

  private Parting() {}

  static String of(Ending was, Ending is) {
    String parting = at(was, is);
    return Objects.equals(was.segment(), is.segment())
        ? parting
        : "it is in "
            + named(is.segment())
            + " now, and was in "
            + named(was.segment())
            + ": "
            + parting;
  }

  private static String named(@Nullable String segment) {
    return segment == null ? "no segment" : "segment " + segment;
  }

  private static String at(Ending was, Ending is) {
    List<Attempt> then = was.attempts();
    List<Attempt> now = is.attempts();
    int place = 0;
    while (place < then.size() && place < now.size() && same(then.get(place), now.get(place))) {
      place++;
    }
    if (place < then.size() && place < now.size()) {
      Attempt before = then.get(place);
      Attempt after = now.get(place);
      if (before.tier().equals(after.tier())) {
        return between(before, after);
      }
    }
    String before = place < then.size() ? then.get(place).tier() : was.at();
    String after = place < now.size() ? now.get(place).tier() : is.at();
    return before.equals(after) ? answer(was, is) : after + " comes now where " + before + " came";
  }

  private static boolean same(Attempt before, Attempt after) {
    return before.tier().equals(after.tier())
        && before.reason() == after.reason()
        && Objects.equals(before.label(), after.label());
  }

  private static String answer(Ending was, Ending is) {
    return is.at() + " answers " + quoted(is.label()) + " now, and answered " + quoted(was.label());
  }

  private static String quoted(@Nullable String label) {
    return label == null ? "what is not known" : "'" + label + "'";
  }

  /** The same tier, with another outcome. */
  private static String between(Attempt before, Attempt after) {
    Score then = before.score();
    Score now = after.score();
    Double neededThen = before.threshold();
    Double neededNow = after.threshold();
    if (then == null
        || now == null
        || neededThen == null
        || neededNow == null
        || (same(then, now) && neededThen.equals(neededNow))) {
      return after.tier() + " " + outcome(after) + " now; then it " + outcome(before);
    }
    return after.tier()
        + said(then, now, neededThen, neededNow)
        + against(neededNow, now.confidence())
        + " is needed now, "
        + against(neededThen, then.confidence())
        + " was";
  }

  private static String said(Score then, Score now, double neededThen, double neededNow) {
    return same(then, now)
        ? " said " + against(then.confidence(), neededNow) + ", "
        : " says "
            + quoted(now.label())
            + " with "
            + against(now.confidence(), neededNow)
            + " now, and said "
            + quoted(then.label())
            + " with "
            + against(then.confidence(), neededThen)
            + "; ";
  }

  private static boolean same(Score one, Score other) {
    return one.label().equals(other.label())
        && Double.compare(one.confidence(), other.confidence()) == 0;
  }

  private static String outcome(Attempt attempt) {
    return attempt.reason() == null
        ? "answered " + quoted(attempt.label())
        : "gave no answer that counts, because " + attempt.reason().inWords();
  }

  /** To two digits, or to as many as tell it from what it is held against. */
  private static String against(double value, double other) {
    for (int digits = 2; digits < 6; digits++) {
      String text = digits(value, digits);
      if (Double.compare(value, other) == 0 || !text.equals(digits(other, digits))) {
        return text;
      }
    }
    return digits(value, 9);
  }

  private static String digits(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
