package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.PairedRatio;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as tables show them. */
final class Words {

  private Words() {}

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String tenths(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }

  /** Median with the range. */
  static String range(double median, double min, double max) {
    return whole(median) + " (" + whole(min) + "–" + whole(max) + ")";
  }

  static String ratio(@Nullable PairedRatio ratio) {
    if (ratio == null) {
      return "–";
    }
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f)%s",
        ratio.median(),
        ratio.min(),
        ratio.max(),
        ratio.noisy() ? ", noisy" : "");
  }

  static String megabytes(double bytes) {
    return whole(bytes / (1 << 20)) + " MB";
  }
}
