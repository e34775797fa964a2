package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CapacityTest {

  private static final Allowance ANY = Allowance.inTurn(null, true);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration SOME = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<Features> ROW = List.of(new Features(Map.of("x0", 1.0, "x1", 1.0)));
  private static final Outcome FAILED = new Outcome.Failed(Reason.TIMEOUT, "hung");
  private static final Outcome FULL =
      new Outcome.Failed(Reason.OVERLOAD, "as many calls as there may be were under way");
  private static final ModelRef MODEL = new ModelRef("m", "1", "0".repeat(64));

  private final AtomicLong nanos = new AtomicLong();
  private final FakeScorer fake = new FakeScorer();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void letGo() {
    fake.release();
    threads.shutdownNow();
  }

  @Test
  void shouldLetAsManyCallsThroughAsTheTierAllows() {
    // Given
    Capacity capacity = new Capacity(8);
    Allowance two = Allowance.inTurn(2, true);
    // Then
    assertThat(capacity.begin(two, 0)).isEqualTo(1);
    assertThat(capacity.begin(two, 0)).isEqualTo(2);
    assertThat(capacity.begin(two, 0)).isZero();
    assertThat(capacity.begin(ANY, 0)).isEqualTo(3);
    assertThat(capacity.underWay()).isEqualTo(3);
  }

  @Test
  void shouldAllowFewerCallsAfterATimeOutAndMoreAfterAnswers() {
    // Given
    Capacity capacity = new Capacity(8, nanos::get);
    // When
    call(capacity, FAILED);
    int fewer = capacity.limit();
    // Then
    assertThat(fewer).isEqualTo(7);
    for (int i = 0; i < 3; i++) {
      for (int began = 1; began <= 7; began++) {
        assertThat(capacity.begin(ANY, 0)).isEqualTo(began);
      }
      for (int began = 1; began <= 7; began++) {
        capacity.end(began, 0, 1, List.of(answer()));
      }
    }
    assertThat(capacity.limit()).isEqualTo(8);
  }

  @Test
  void shouldLeaveTheAdaptiveLimitAsideWhereThePolicyDoes() {
    // Given
    Capacity capacity = new Capacity(1);
    // Then
    assertThat(capacity.begin(ANY, 0)).isEqualTo(1);
    assertThat(capacity.begin(ANY, 0)).isZero();
    assertThat(capacity.begin(Allowance.inTurn(2, false), 0)).isEqualTo(2);
  }

  @Test
  void shouldLearnNothingFromARefusal() {
    // Given
    Capacity capacity = new Capacity(8, nanos::get);
    // When
    for (int i = 0; i < 100; i++) {
      call(capacity, new Outcome.Failed(Reason.BREAKER_OPEN, "hung"));
    }
    // Then
    assertThat(capacity.limit()).isEqualTo(8);
    assertThat(capacity.usualMicros()).isEmpty();
  }

  @Test
  void shouldKnowWhatCallsUsuallyTake() {
    // Given
    Capacity capacity = new Capacity(8, nanos::get);
    // When
    for (int i = 0; i < 19; i++) {
      call(capacity, answer());
    }
    boolean early = capacity.usualMicros().isPresent();
    call(capacity, answer());
    // Then: upper end of the bucket of 1000 microseconds
    assertThat(early).isFalse();
    assertThat(capacity.usualMicros()).hasValue(1023);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    assertThat(capacity.usualMicros()).isEmpty();
  }

  @Test
  void shouldWaitForItsTurn() {
    // Given
    Model model = model(1);
    fake.hold();
    CompletableFuture<Ended> first =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    await().until(() -> fake.calls() == 1);
    CompletableFuture<Ended> second =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    // When
    fake.release();
    // Then
    assertThat(first.join().outcomes().get(0)).isInstanceOf(Outcome.Scored.class);
    assertThat(second.join().outcomes().get(0)).isInstanceOf(Outcome.Scored.class);
    assertThat(model.capacity().underWay()).isZero();
  }

  @Test
  void shouldRefuseWithOverloadWhenItsTurnDoesNotCome() {
    // Given
    Model model = model(1);
    fake.hold();
    CompletableFuture<Ended> first =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    await().until(() -> fake.calls() == 1);
    // When
    List<Outcome> second = model.ask(ROW, SHORT, ANY).outcomes();
    List<Outcome> beside = model.ask(ROW, LONG, Allowance.BESIDE).outcomes();
    // Then
    assertThat(second).containsExactly(FULL);
    assertThat(beside).isEqualTo(second);
    assertThat(fake.calls()).isEqualTo(1);
    fake.release();
    assertThat(first.join().outcomes().get(0)).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldNotBeginACallWhoseWholeTimeWentIntoItsWait() {
    // Given
    Model model = model(1);
    // When
    List<Outcome> outcomes =
        model.askInTurn(ROW, SHORT, ANY, System.nanoTime() - SHORT.toNanos()).outcomes();
    // Then
    assertThat(outcomes).containsExactly(FULL);
    assertThat(fake.calls()).isZero();
    assertThat(model.capacity().underWay()).isZero();
  }

  @Test
  void shouldNotBeginACallThatItsWaitHasLeftLessThanItUsuallyTakes() {
    // Given: calls that usually take as long as this one has altogether
    Model model = model(8);
    Capacity capacity = model.capacity();
    for (int i = 0; i < 20; i++) {
      capacity.end(capacity.begin(ANY, 0), LONG.toNanos(), 1, List.of(answer()));
    }
    Duration usual = Duration.of(capacity.usualMicros().getAsLong(), ChronoUnit.MICROS);
    // When
    Ended whole = model.ask(ROW, usual, ANY);
    Ended rest = model.askInTurn(ROW, usual, ANY, System.nanoTime() - SHORT.toNanos());
    // Then
    assertThat(whole.outcomes()).containsExactly(answer());
    assertThat(rest).isEqualTo(new Ended(List.of(FULL), 0));
    assertThat(fake.calls()).isEqualTo(1);
    assertThat(capacity.underWay()).isZero();
    assertThat(capacity.limit()).isEqualTo(8);
  }

  @Test
  void shouldNotCallATimeOutWhatItsWaitHasLeftTooLittleTimeFor() {
    // Given: a call that hangs, and has waited for nearly all of its time
    BoundedScorer bounded = new BoundedScorer("test", fake, 8, 1, LONG);
    Model model = new Model(MODEL, List.of("no", "yes"), bounded, new Capacity(8));
    fake.hold();
    // When
    Ended late = model.askInTurn(ROW, LONG, ANY, System.nanoTime() - LONG.minus(SOME).toNanos());
    Ended next = model.ask(ROW, LONG, ANY);
    // Then: it is given up and counted as hung all the same
    assertThat(reason(late)).isEqualTo(Reason.OVERLOAD);
    assertThat(model.capacity().limit()).isEqualTo(8);
    assertThat(bounded.abandoned()).isEqualTo(1);
    assertThat(reason(next)).isEqualTo(Reason.BREAKER_OPEN);
    fake.release();
    await().until(() -> bounded.abandoned() == 0);
    bounded.close();
  }

  @Test
  void shouldBeginNoCallThatHasWaitedAfterOneThatRanOutUntilAWholeOneHasEnded() {
    // Given
    BoundedScorer bounded = new BoundedScorer("test", fake, 8, 8, LONG);
    Model model = new Model(MODEL, List.of("no", "yes"), bounded, new Capacity(8));
    long waited = LONG.minus(SOME).toNanos();
    fake.hold();
    Ended late = model.askInTurn(ROW, LONG, ANY, System.nanoTime() - waited);
    fake.release();
    // When
    Ended inDoubt = model.askInTurn(ROW, LONG, ANY, System.nanoTime() - SHORT.toNanos());
    Ended whole = model.ask(ROW, LONG, ANY);
    Ended after = model.askInTurn(ROW, LONG, ANY, System.nanoTime() - SHORT.toNanos());
    // Then
    assertThat(reason(late)).isEqualTo(Reason.OVERLOAD);
    assertThat(inDoubt.outcomes()).containsExactly(FULL);
    assertThat(whole.outcomes()).containsExactly(answer());
    assertThat(after.outcomes()).containsExactly(answer());
    bounded.close();
  }

  @Test
  void shouldCallATimeOutWhatHadAllOfItsTime() {
    // Given
    BoundedScorer bounded = new BoundedScorer("test", fake, 8, 1, LONG);
    Model model = new Model(MODEL, List.of("no", "yes"), bounded, new Capacity(8));
    fake.hold();
    // When
    Ended hung = model.ask(ROW, SHORT, ANY);
    // Then
    assertThat(reason(hung)).isEqualTo(Reason.TIMEOUT);
    assertThat(model.capacity().limit()).isEqualTo(7);
    fake.release();
    await().until(() -> bounded.abandoned() == 0);
    bounded.close();
  }

  @Test
  void shouldNotCountTheWaitForItsTurnAsTimeOfTheCall() {
    // Given: no place for a while
    Model model = model(1);
    int place = model.capacity().begin(ANY, 0);
    long from = System.nanoTime();
    CompletableFuture<Ended> waiting =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    await().until(() -> System.nanoTime() - from > SHORT.toNanos());
    // When
    long free = System.nanoTime();
    model.capacity().end(place, 1, 1, List.of(answer()));
    Ended ended = waiting.join();
    // Then
    assertThat(ended.outcomes()).containsExactly(answer());
    assertThat(ended.nanos()).isBetween(0L, System.nanoTime() - free);
  }

  @Test
  void shouldLearnNothingFromABatchThatTimedOut() {
    // Given
    Capacity capacity = new Capacity(8, nanos::get);
    // When
    for (int i = 0; i < 100; i++) {
      batch(capacity, FAILED);
    }
    // Then
    assertThat(capacity.limit()).isEqualTo(8);
    assertThat(capacity.usualMicros()).isEmpty();
  }

  @Test
  void shouldTakeTheTimeOfBatchesForThatOfARowWhereNothingBetterIsKnown() {
    // Given
    Capacity capacity = new Capacity(8, nanos::get);
    // When
    for (int i = 0; i < 20; i++) {
      int place = capacity.begin(ANY, 0);
      long took = TimeUnit.MILLISECONDS.toNanos(2);
      capacity.end(place, took, 3, List.of(answer(), answer(), answer()));
    }
    // Then: upper end of the bucket of 2000 microseconds
    assertThat(capacity.usualMicros()).hasValue(2047);
    // When
    for (int i = 0; i < 20; i++) {
      call(capacity, answer());
    }
    // Then
    assertThat(capacity.usualMicros()).hasValue(1023);
  }

  @Test
  void shouldAllowMoreCallsAgainAfterBatchesThatEndedWell() {
    // Given
    Capacity capacity = new Capacity(2, nanos::get);
    call(capacity, FAILED);
    int fewer = capacity.limit();
    // When
    for (int i = 0; i < 10; i++) {
      batch(capacity, answer());
    }
    // Then
    assertThat(fewer).isEqualTo(1);
    assertThat(capacity.limit()).isEqualTo(2);
  }

  @Test
  void shouldKnowWhatCallsUsuallyTakeWhileAnotherIsBeingNoted() {
    // Given: somebody who asks just then
    AtomicReference<Capacity> asked = new AtomicReference<>();
    List<OptionalLong> seen = new ArrayList<>();
    Capacity capacity =
        new Capacity(
            8,
            () -> {
              Capacity noting = asked.getAndSet(null);
              if (noting != null) {
                seen.add(noting.usualMicros());
              }
              return nanos.get();
            });
    for (int i = 0; i < 20; i++) {
      call(capacity, answer());
    }
    // When
    asked.set(capacity);
    call(capacity, answer());
    // Then
    assertThat(seen).containsExactly(OptionalLong.of(1023));
  }

  @Test
  void shouldGiveItsRoomBackAfterABug() {
    // Given
    Capacity capacity = new Capacity(1);
    Model model =
        new Model(
            MODEL,
            List.of("no", "yes"),
            rows -> {
              throw new IllegalStateException("a bug");
            },
            capacity);
    // When
    try {
      model.ask(ROW, LONG, ANY);
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("a bug");
    }
    // Then
    assertThat(capacity.underWay()).isZero();
  }

  @Test
  void shouldNeverHaveMoreCallsUnderWayThanAllowedHoweverManyThreadsAsk() throws Exception {
    // Given
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Model model =
        new Model(
            MODEL,
            List.of("no", "yes"),
            rows -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              now.decrementAndGet();
              return List.of(answer());
            },
            new Capacity(3));
    // When
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int j = 0; j < 500; j++) {
                  assertThat(model.ask(ROW, LONG, ANY).outcomes().get(0)).isEqualTo(answer());
                }
              },
              threads));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
    // Then
    assertThat(most.get()).isBetween(1, 3);
    assertThat(model.capacity().underWay()).isZero();
  }

  /** A call that takes a millisecond. */
  private void call(Capacity capacity, Outcome outcome) {
    int place = capacity.begin(ANY, 0);
    long took = TimeUnit.MILLISECONDS.toNanos(1);
    nanos.addAndGet(took);
    capacity.end(place, took, 1, List.of(outcome));
  }

  /** A batch that takes a second. */
  private void batch(Capacity capacity, Outcome each) {
    int place = capacity.begin(ANY, 0);
    long took = TimeUnit.SECONDS.toNanos(1);
    nanos.addAndGet(took);
    capacity.end(place, took, 3, List.of(each, each, each));
  }

  private static Reason reason(Ended ended) {
    return ((Outcome.Failed) ended.outcomes().get(0)).reason();
  }

  private Model model(int most) {
    return new Model(MODEL, List.of("no", "yes"), fake, new Capacity(most));
  }

  private static Outcome answer() {
    return new FakeScorer().scoreAll(ROW).get(0);
  }
}
