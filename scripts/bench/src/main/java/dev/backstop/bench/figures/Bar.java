package dev.backstop.bench.figures;

import java.util.Locale;

/**
 * A promise about a figure, and whether it was kept.
 *
 * @param name of the figure
 * @param wanted what was promised, in words
 * @param measured the figure, in words
 */
public record Bar(String name, String wanted, String measured, Verdict verdict) {

  /** What came of it. */
  public enum Verdict {
    HELD("held"),
    MISSED("missed"),
    /** The measurement is too unsteady to say. */
    NOISY("noisy, not judged");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** A ratio that must not be below a bar. */
  public static Bar atLeast(String name, double bar, PairedRatio ratio) {
    Verdict verdict =
        ratio.noisy() ? Verdict.NOISY : ratio.median() >= bar ? Verdict.HELD : Verdict.MISSED;
    return new Bar(name, "at least " + bar, number(ratio.median()), verdict);
  }

  /** A figure that must be below a bar. */
  public static Bar below(String name, double bar, String unit, double measured) {
    return new Bar(
        name,
        "below " + bar + ' ' + unit,
        number(measured) + ' ' + unit,
        measured < bar ? Verdict.HELD : Verdict.MISSED);
  }

  public String sentence() {
    return String.format(
        Locale.ROOT, "%-18s %s: %s, wanted %s", verdict.words(), name, measured, wanted);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
