package dev.backstop.demo;

import java.util.Locale;
import java.util.Optional;

/** So many of so many. */
record Ratio(long part, long of) {

  /** 0 to 1, to four places; nothing of nothing. */
  Optional<Double> value() {
    return of == 0 ? Optional.empty() : Optional.of(Math.round(part * 10_000.0 / of) / 10_000.0);
  }

  /** As a percentage. */
  @Override
  public String toString() {
    return of == 0 ? "    -" : String.format(Locale.ROOT, "%.1f %%", part * 100.0 / of);
  }
}
