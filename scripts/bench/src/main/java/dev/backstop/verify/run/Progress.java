package dev.backstop.verify.run;

import java.io.PrintStream;
import java.util.Locale;

/** Says what is done, with the seconds since the begin. */
public final class Progress {
  private final PrintStream out;
  private final long begin = System.nanoTime();

  public Progress(PrintStream out) {
    this.out = out;
  }

  public void say(String what) {
    synchronized (out) {
      out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds(), what);
    }
  }

  public double seconds() {
    return Wait.seconds(System.nanoTime() - begin);
  }
}
