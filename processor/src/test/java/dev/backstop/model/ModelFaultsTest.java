package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Fault;
import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFaultsTest {

  private static final Duration BUDGET = Duration.ofMillis(50);
  private static final Score SURE = new Score("yes", Map.of("yes", .9, "no", .1), .9, .9);
  private static final Features ROW = new Features(Map.of());

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Models models = new Models(List.of(model()));

  @Test
  void shouldAskTheModelAsItIsWithoutAFault() {
    assertThat(outcome(ModelFaults.guarded(), Fault.NONE)).contains(new Outcome.Scored(SURE));
  }

  @Test
  void shouldHaveNoModelInAnOutage() {
    assertThat(outcome(ModelFaults.guarded(), Fault.OUTAGE)).isEmpty();
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW", "HANG"})
  void shouldBeGivenUpAfterTheBudget(Fault fault) {
    // Given
    long began = System.nanoTime();
    // When
    Optional<Outcome> outcome = outcome(ModelFaults.guarded(), fault);
    // Then
    assertThat(reason(outcome)).isEqualTo(Reason.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(BUDGET);
    assertThat(asked).as("calls of the model").hasValue(0);
  }

  @Test
  void shouldFailAsAModelThatThrows() {
    assertThat(reason(outcome(ModelFaults.guarded(), Fault.ERROR))).isEqualTo(Reason.ERROR);
  }

  @Test
  void shouldNotTakeWhatIsNoNumber() {
    assertThat(reason(outcome(ModelFaults.guarded(), Fault.NAN))).isEqualTo(Reason.INVALID_OUTPUT);
  }

  @Test
  void shouldBeEquallySureOfAllLabels() {
    // When
    Outcome outcome = outcome(ModelFaults.guarded(), Fault.UNSURE).orElseThrow();
    // Then
    assertThat(((Outcome.Scored) outcome).score().confidence()).isEqualTo(.5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SLOW", "HANG"})
  void shouldBeAnsweredLateWhereNothingBoundsTheTime(Fault fault) {
    // Given
    long began = System.nanoTime();
    // When
    Optional<Outcome> outcome = outcome(ModelFaults.guardedBy(UnaryOperator.identity()), fault);
    // Then
    assertThat(outcome).contains(new Outcome.Scored(SURE));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(BUDGET);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void shouldLeaveTheModelOpenAndNoThreadBehind(Fault fault) throws InterruptedException {
    // When
    Optional<Outcome> unused = outcome(ModelFaults.guarded(), fault);
    // Then
    assertThat(closed).hasValue(0);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("drill-model-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private Optional<Outcome> outcome(ModelFaults faults, Fault fault) {
    // What fails at once has time to, however busy the machine is.
    boolean waits = fault == Fault.SLOW || fault == Fault.HANG;
    Duration budget = waits ? BUDGET : Duration.ofSeconds(30);
    return faults.with(models, fault, "m", budget, model -> model.scorer().score(ROW, budget));
  }

  private static Reason reason(Optional<Outcome> outcome) {
    return ((Outcome.Failed) outcome.orElseThrow()).reason();
  }

  private Model model() {
    return new Model(
        new ModelRef("m", "1", "0".repeat(64)),
        List.of("yes", "no"),
        new Scorer() {
          @Override
          public List<Outcome> scoreAll(List<Features> rows) {
            asked.incrementAndGet();
            return rows.stream().<Outcome>map(row -> new Outcome.Scored(SURE)).toList();
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        });
  }
}
