package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CapacityTest {

  private static final Allowance ANY = new Allowance(Integer.MAX_VALUE, true, true);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<Features> ROW = List.of(new Features(Map.of("x0", 1.0, "x1", 1.0)));
  private static final Outcome FAILED = new Outcome.Failed(Reason.TIMEOUT, "hung");

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
    Allowance two = new Allowance(2, true, true);
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
        capacity.end(began, 0, List.of(answer()));
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
    assertThat(capacity.begin(new Allowance(2, false, true), 0)).isEqualTo(2);
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
    CompletableFuture<List<Outcome>> first =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    await().until(() -> fake.calls() == 1);
    CompletableFuture<List<Outcome>> second =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    // When
    fake.release();
    // Then
    assertThat(first.join().get(0)).isInstanceOf(Outcome.Scored.class);
    assertThat(second.join().get(0)).isInstanceOf(Outcome.Scored.class);
    assertThat(model.capacity().underWay()).isZero();
  }

  @Test
  void shouldRefuseWithOverloadWhenItsTurnDoesNotCome() {
    // Given
    Model model = model(1);
    fake.hold();
    CompletableFuture<List<Outcome>> first =
        CompletableFuture.supplyAsync(() -> model.ask(ROW, LONG, ANY), threads);
    await().until(() -> fake.calls() == 1);
    // When
    List<Outcome> second = model.ask(ROW, SHORT, ANY);
    List<Outcome> beside = model.ask(ROW, LONG, Allowance.BESIDE);
    // Then
    assertThat(second.get(0))
        .isEqualTo(
            new Outcome.Failed(Reason.OVERLOAD, "as many calls as there may be were under way"));
    assertThat(beside).isEqualTo(second);
    assertThat(fake.calls()).isEqualTo(1);
    fake.release();
    assertThat(first.join().get(0)).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldNotHoldTheWaitForRoomAgainstTheModel() {
    // Given: no room until the time of the call is over
    Model model = model(1);
    int place = model.capacity().begin(ANY, 0);
    Begun late = model.begin(ROW, Duration.ofNanos(1), ANY);
    model.capacity().end(place, 1, List.of(answer()));
    // When
    List<Outcome> outcomes = late.await();
    // Then
    assertThat(outcomes)
        .containsExactly(
            new Outcome.Failed(Reason.OVERLOAD, "as many calls as there may be were under way"));
    assertThat(fake.calls()).isZero();
  }

  @Test
  void shouldGiveItsRoomBackAfterABug() {
    // Given
    Capacity capacity = new Capacity(1);
    Model model =
        new Model(
            new ModelRef("m", "1", "0".repeat(64)),
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
            new ModelRef("m", "1", "0".repeat(64)),
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
                  assertThat(model.ask(ROW, LONG, ANY).get(0)).isEqualTo(answer());
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
    capacity.end(place, took, List.of(outcome));
  }

  private Model model(int most) {
    return new Model(
        new ModelRef("m", "1", "0".repeat(64)), List.of("no", "yes"), fake, new Capacity(most));
  }

  private static Outcome answer() {
    return new FakeScorer().scoreAll(ROW).get(0);
  }
}
