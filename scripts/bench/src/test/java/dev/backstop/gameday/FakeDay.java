package dev.backstop.gameday;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A day whose time passes when somebody waits: a request each ten milliseconds, and its answer. */
final class FakeDay implements Ticks, Requests {

  static final long STEP_NANOS = Duration.ofMillis(10).toNanos();

  /** Who answers a request. */
  record Answer(String tier, String reason, Duration after) {
    static final Answer PRIMARY = new Answer("primary", "", Duration.ofMillis(5));
  }

  /** Answers, or lets requests wait. */
  @FunctionalInterface
  interface Answering {
    /** Who answers what comes now; null: it waits until somebody does. */
    @Nullable Answer now() throws InterruptedException;
  }

  private record Open(int number, long at) {}

  private final List<Open> open = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private Answering answering = () -> Answer.PRIMARY;
  private IntPredicate lost = number -> false;
  private int sent;
  private long nanos;

  void answer(Answering next) {
    answering = next;
  }

  /** Requests that nothing ever becomes of. */
  void lose(IntPredicate numbers) {
    lost = numbers;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void pause(Duration span) throws InterruptedException {
    for (long end = nanos + span.toNanos(); nanos < end; ) {
      nanos += STEP_NANOS;
      open.add(new Open(sent++, nanos));
      Answer answer = answering.now();
      if (answer != null) {
        List<Open> ending = open.stream().filter(one -> !lost.test(one.number())).toList();
        ending.forEach(one -> ended.add(ended(one, answer)));
        open.removeAll(ending);
      }
    }
  }

  private Ended ended(Open one, Answer answer) {
    return new Ended(
        one.number(),
        "FINAL",
        answer.tier(),
        answer.reason(),
        PrimaryDeath.DEADLINE,
        one.at(),
        nanos + answer.after().toNanos());
  }

  @Override
  public int sent() {
    return sent;
  }

  @Override
  public int waiting(int ofFirst) {
    return (int) open.stream().filter(one -> one.number() < ofFirst).count();
  }

  @Override
  public List<Ended> ended() {
    return List.copyOf(ended);
  }
}
