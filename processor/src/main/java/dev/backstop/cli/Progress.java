package dev.backstop.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** How far a long read has come, for a person who looks on; one line that is written over. */
final class Progress {

  private static final long BETWEEN_NANOS = 200_000_000;

  private final Terminal terminal;
  private long shownAt;
  private boolean shown;

  Progress(Terminal terminal) {
    this.terminal = terminal;
    this.shownAt = System.nanoTime();
  }

  void at(long read, long total) {
    long now = System.nanoTime();
    if (!terminal.live() || now - shownAt < BETWEEN_NANOS) {
      return;
    }
    shownAt = now;
    shown = true;
    PrintWriter err = terminal.err();
    err.print(
        String.format(
            Locale.ROOT, "\rread %,d of %,d records (%d %%) ", read, total, percent(read, total)));
    err.flush();
  }

  /** Takes the line away. */
  void done() {
    if (shown) {
      terminal.err().print("\r" + " ".repeat(70) + "\r");
      terminal.err().flush();
      shown = false;
    }
  }

  private static long percent(long read, long total) {
    return total <= 0 ? 100 : Math.min(100, read * 100 / total);
  }
}
