package dev.backstop.verify.run;

import dev.backstop.demo.Meters;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.Sent;
import java.time.Duration;
import java.util.Optional;

/** A phase without faults, from rest to rest, over which the meters must balance. */
final class Quiet {
  private static final Duration LENGTH = Duration.ofSeconds(3);
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /** Until the verdicts that come too late have come. */
  private static final Duration LATE = Duration.ofMillis(3500);

  private final Stage stage;
  private final int rate;

  Quiet(Stage stage, int rate) {
    this.stage = stage;
    this.rate = rate;
  }

  /** The sums over all instances. */
  private record Sums(
      long requests, long terminal, long pending, long deadLetters, long duplicates) {}

  Balance measure() throws InterruptedException {
    Optional<Sums> before = sums();
    long sentBefore = acknowledged();
    stage.sender().flow(rate);
    Wait.pass(LENGTH);
    stage.sender().pause();
    // If it does not, the meters do not balance.
    Wait.until(SETTLE, stage.board()::isEmpty);
    Wait.pass(LATE);
    Optional<Sums> after = sums();
    long sent = acknowledged() - sentBefore;
    if (before.isEmpty() || after.isEmpty()) {
      return new Balance(false, 0, 0, 0, 0, 0, sent);
    }
    Sums from = before.get();
    Sums to = after.get();
    return new Balance(
        true,
        to.requests() - from.requests(),
        to.terminal() - from.terminal(),
        to.pending() - from.pending(),
        to.deadLetters() - from.deadLetters(),
        to.duplicates() - from.duplicates(),
        sent);
  }

  private Optional<Sums> sums() throws InterruptedException {
    Sums sums = new Sums(0, 0, 0, 0, 0);
    for (Instance instance : stage.instances()) {
      Optional<Meters> meters = instance.process().meters();
      if (meters.isEmpty()) {
        return Optional.empty();
      }
      Meters one = meters.get();
      sums =
          new Sums(
              sums.requests() + one.requests(),
              sums.terminal() + one.terminal(),
              sums.pending() + one.pending(),
              sums.deadLetters() + deadLetters(one),
              sums.duplicates() + one.duplicates());
    }
    return Optional.of(sums);
  }

  /** Of every topic but the verdicts, under whatever prefix. */
  private static long deadLetters(Meters meters) {
    return Math.round(
        meters.samples().stream()
            .filter(sample -> sample.name().equals("backstop_dead_letters_total"))
            .filter(sample -> !sample.tags().contains("verdicts\""))
            .mapToDouble(Meters.Sample::value)
            .sum());
  }

  private long acknowledged() {
    return stage.sender().sent().stream()
        .map(Sent::fate)
        .filter(fate -> fate == Fate.ACKNOWLEDGED)
        .count();
  }
}
