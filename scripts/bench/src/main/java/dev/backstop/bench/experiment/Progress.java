package dev.backstop.bench.experiment;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Says what is being done: on a terminal one line that is redrawn, with a bar; elsewhere a line a
 * step.
 */
public final class Progress {
  private static final int WIDTH = 24;

  private final PrintStream out;
  private final boolean terminal;
  private final double plannedSeconds;
  private final long begin = System.nanoTime();
  private String last = "";

  public Progress(PrintStream out, boolean terminal, double plannedSeconds) {
    this.out = out;
    this.terminal = terminal;
    this.plannedSeconds = plannedSeconds;
  }

  public double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** A step begins. */
  public synchronized void step(String what) {
    if (terminal) {
      out.print("\r\u001b[K" + bar(seconds() / plannedSeconds) + ' ' + what);
    } else if (!what.equals(last)) {
      out.printf(Locale.ROOT, "[%4.0f s] %s%n", seconds(), what);
    }
    out.flush();
    last = what;
  }

  /** Something that stays on the screen. */
  public synchronized void say(String line) {
    out.print((terminal ? "\r\u001b[K" : "") + line + System.lineSeparator());
    out.flush();
  }

  /** Never full: only the end is the end. */
  static String bar(double share) {
    double known = Math.max(0, Math.min(0.99, share));
    int full = (int) (known * WIDTH);
    return String.format(
        Locale.ROOT, "[%s%s] %2.0f %%", "#".repeat(full), ".".repeat(WIDTH - full), known * 100);
  }
}
