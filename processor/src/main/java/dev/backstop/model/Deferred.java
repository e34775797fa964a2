package dev.backstop.model;

import dev.backstop.domain.Outcome;
import java.util.List;
import java.util.function.Supplier;

/** A call that begins when it is awaited. */
final class Deferred implements Begun {

  private final Supplier<List<Outcome>> call;
  private long nanos;

  Deferred(Supplier<List<Outcome>> call) {
    this.call = call;
  }

  @Override
  public List<Outcome> await() {
    long from = System.nanoTime();
    try {
      return call.get();
    } finally {
      nanos = System.nanoTime() - from;
    }
  }

  @Override
  public long nanos() {
    return nanos;
  }
}
