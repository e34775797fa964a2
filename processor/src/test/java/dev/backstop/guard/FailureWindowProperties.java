package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FailureWindowProperties {

  record Call(long after, CallOutcome outcome) {}

  @Property
  void shouldHoldWhatACountOverAllCallsGives(@ForAll("calls") List<Call> calls) {
    // Given
    FailureWindow window = new FailureWindow();
    List<Call> at = new ArrayList<>();
    long now = 0;
    for (Call call : calls) {
      now += call.after();
      // When
      window.record(call.outcome(), now);
      at.add(new Call(now, call.outcome()));
      // Then
      assertThat(window.counts(now)).isEqualTo(counted(at, now));
    }
  }

  @Property
  void shouldAddUpWhateverTheOrder(
      @ForAll("counts") WindowCounts a,
      @ForAll("counts") WindowCounts b,
      @ForAll("counts") WindowCounts c) {
    // Then
    assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
    if (a.calls() > 0 || b.calls() > 0) {
      assertThat(a.plus(b)).isEqualTo(b.plus(a));
    }
  }

  private static WindowCounts counted(List<Call> calls, long now) {
    long first = now / 1000 - 9;
    long all = 0;
    long failures = 0;
    long slow = 0;
    long run = 0;
    for (Call call : calls) {
      run = call.outcome() == CallOutcome.FAILED ? run + 1 : 0;
      if (call.after() / 1000 >= first) {
        all++;
        failures += call.outcome() == CallOutcome.FAILED ? 1 : 0;
        slow += call.outcome() == CallOutcome.SLOW ? 1 : 0;
      }
    }
    return new WindowCounts(all, failures, slow, run);
  }

  @Provide
  Arbitrary<List<Call>> calls() {
    Arbitrary<Long> after =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 400), Arbitraries.longs().between(0, 25_000));
    return Combinators.combine(after, Arbitraries.of(CallOutcome.class))
        .as(Call::new)
        .list()
        .ofMaxSize(150);
  }

  @Provide
  Arbitrary<WindowCounts> counts() {
    Arbitrary<Long> number = Arbitraries.longs().between(0, 20);
    return Combinators.combine(number, number, number, number)
        .as((good, failed, slow, run) -> new WindowCounts(good + failed + slow, failed, slow, run));
  }
}
