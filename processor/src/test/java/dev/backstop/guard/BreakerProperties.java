package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.BreakerState.Kind;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** What holds of a breaker whatever happens to it. */
class BreakerProperties {

  private static final BreakerTerms TERMS = BreakerTerms.USUAL;
  private static final BreakerMachine MACHINE = new BreakerMachine(TERMS, new Guarded("m", "s"));

  /** The most calls of a report. */
  private static final int TOGETHER = 7;

  /** Something that happens many times in a row. */
  record Event(What what, int times, TripReason reason, long after) {}

  enum What {
    GOOD_CALLS(true),
    BAD_CALLS(true),
    RIGHT_ANSWERS(false),
    WRONG_ANSWERS(false),
    WAIT(false),
    TRIP(false),
    RELEASE(false);

    private final boolean calls;

    What(boolean calls) {
      this.calls = calls;
    }
  }

  @Property
  void shouldMoveUpOnlyByOneStepAndOnlyOnAPassedTest(@ForAll("events") List<Event> events) {
    // Given
    Replay replay = new Replay();
    // When
    events.forEach(replay::apply);
    // Then
    for (Transition move : replay.moves) {
      if (move.to() == Kind.CLOSED || move.to() == Kind.RAMP) {
        assertThat(move.from()).isIn(Kind.SHADOW, Kind.RAMP);
        assertThat(ReturnTest.USUAL.eValue(move.cause().evidence())).isGreaterThanOrEqualTo(100);
      }
      if (move.to() == Kind.CLOSED) {
        assertThat(move.from()).isEqualTo(Kind.RAMP);
      }
      if (move.to() == Kind.SHADOW) {
        assertThat(move.from()).isEqualTo(Kind.OPEN);
      }
    }
  }

  @Property
  void shouldNotCloseAfterAQualityTripWithoutJudgedAnswers(@ForAll("events") List<Event> events) {
    // Given
    Replay replay = new Replay();
    replay.apply(new Event(What.TRIP, 1, TripReason.QUALITY, 0));
    // When
    events.stream().filter(event -> event.what() != What.RIGHT_ANSWERS).forEach(replay::apply);
    // Then
    assertThat(replay.moves).noneMatch(move -> move.to() == Kind.RAMP || move.to() == Kind.CLOSED);
  }

  @Property
  void shouldGoOnAsBeforeWhenItsStatusIsPublishedAndRestored(@ForAll("events") List<Event> events) {
    // Given
    Replay through = new Replay();
    Replay restarted = new Replay();
    // When
    for (Event event : events) {
      through.apply(event);
      restarted.apply(event);
      // Then
      BreakerStatus status = BreakerStatus.of(through.breaker.state());
      assertThat(status.state()).isEqualTo(through.breaker.state());
      assertThat(BreakerStatus.of(restarted.breaker.state())).isEqualTo(status);
      if (!through.breaker.state().live()) {
        // The window is not part of the status; where it does not count, a restart changes nothing.
        restarted.breaker = new CallByCall(MACHINE, status.state());
      }
    }
  }

  @Property
  void shouldAlwaysHaveAWayBackOnceReleased(@ForAll("events") List<Event> events) {
    // Given
    Replay replay = new Replay();
    events.forEach(replay::apply);
    // When
    for (int i = 0; i < 12; i++) {
      replay.apply(new Event(What.RELEASE, 1, TripReason.FAILURES, 0));
      replay.apply(new Event(What.RIGHT_ANSWERS, 2_000, TripReason.FAILURES, 0));
      replay.apply(new Event(What.GOOD_CALLS, 2_000, TripReason.FAILURES, 11_000));
      replay.apply(new Event(What.WAIT, 1, TripReason.FAILURES, 11_000));
    }
    // Then
    assertThat(replay.breaker.state().kind()).isEqualTo(Kind.CLOSED);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<What> what =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(What.GOOD_CALLS)),
            Tuple.of(2, Arbitraries.just(What.BAD_CALLS)),
            Tuple.of(3, Arbitraries.just(What.RIGHT_ANSWERS)),
            Tuple.of(1, Arbitraries.just(What.WRONG_ANSWERS)),
            Tuple.of(4, Arbitraries.just(What.WAIT)),
            Tuple.of(1, Arbitraries.just(What.TRIP)),
            Tuple.of(1, Arbitraries.just(What.RELEASE)));
    return Combinators.combine(
            what,
            Arbitraries.integers().between(1, 120),
            Arbitraries.of(TripReason.class),
            Arbitraries.longs().between(0, 60_000))
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }

  /** A breaker and what became of it. */
  private static final class Replay {
    private final List<Transition> moves = new ArrayList<>();
    private CallByCall breaker = new CallByCall(MACHINE, Closed.initial(0));
    private long now;

    void apply(Event event) {
      now += event.after();
      int left = event.times();
      while (left > 0) {
        // Calls come in reports of a few, everything else by itself.
        int together = event.what().calls ? Math.min(left, TOGETHER) : 1;
        left -= together;
        Transition move = once(event, together);
        if (move != null) {
          moves.add(move);
        }
      }
    }

    private @Nullable Transition once(Event event, int together) {
      CallSource source = CallSource.PROBE;
      return switch (event.what()) {
        case GOOD_CALLS -> breaker.record(CallOutcome.OK, together, source, now);
        case BAD_CALLS -> breaker.record(CallOutcome.FAILED, together, source, now);
        case RIGHT_ANSWERS -> breaker.judged(false, now, now);
        case WRONG_ANSWERS -> breaker.judged(true, now, now);
        case WAIT -> breaker.tick(now);
        case TRIP -> breaker.trip(event.reason(), now);
        case RELEASE -> breaker.release(now);
      };
    }
  }
}
