package dev.backstop.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says what the demo does, with the seconds since its begin. */
final class Narrator {
  private final PrintStream out;
  private final LongSupplier nanos;
  private final long begin;

  Narrator(PrintStream out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
  }

  void say(String what) {
    out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds(), what);
  }

  void plain(Iterable<String> lines) {
    lines.forEach(out::println);
  }

  double seconds() {
    return (nanos.getAsLong() - begin) / (double) Duration.ofSeconds(1).toNanos();
  }
}
