package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallTalliesTest {

  private static final SourcePosition SOURCE = new SourcePosition("requests", 0, 7);
  private static final long BUDGET = 1_000;

  private final CallTallies tallies = new CallTallies(CallSource.LIVE);

  @Test
  void shouldCountByModelAndSegment() {
    // Given
    assertThat(add("m", null, null, 10)).isTrue();
    assertThat(add("m", null, Reason.ERROR, 10)).isFalse();
    assertThat(add("m", "s", Reason.TIMEOUT, 10)).isTrue();
    assertThat(add("n", null, null, BUDGET + 1)).isTrue();
    // When
    List<CallReport> reports = tallies.take("r", 5);
    // Then
    assertThat(reports)
        .containsExactlyInAnyOrder(
            report("m", null, new WindowCounts(2, 1, 0, 1), Map.of(Reason.ERROR, 1L), 5),
            report("m", "s", new WindowCounts(1, 1, 0, 1), Map.of(Reason.TIMEOUT, 1L), 5),
            report("n", null, new WindowCounts(1, 0, 1, 0), Map.of(), 5));
  }

  @Test
  void shouldReportOnlyWhatIsNewAndCountARunOfFailuresThroughReports() {
    // Given
    add("m", null, Reason.ERROR, 10);
    add("n", null, null, 10);
    tallies.take("r", 1);
    // When
    add("m", null, Reason.ERROR, 10);
    // Then
    assertThat(tallies.take("r", 2))
        .containsExactly(
            report("m", null, new WindowCounts(1, 1, 0, 2), Map.of(Reason.ERROR, 1L), 2));
    assertThat(tallies.take("r", 3)).isEmpty();
  }

  @Test
  void shouldCountNothingThatIsNotTheModelsFault() {
    add("m", null, Reason.INVALID_INPUT, 0);
    add("m", null, Reason.OVERLOAD, 0);

    assertThat(tallies.take("r", 1)).isEmpty();
  }

  @Test
  void shouldHoldItAgainstAModelThatItsCallsHang() {
    add("m", null, Reason.BREAKER_OPEN, 0);

    assertThat(tallies.take("r", 1)).extracting(report -> report.counts().failures()).contains(1L);
  }

  private boolean add(
      String model, @Nullable String segment, @Nullable Reason failure, long micros) {
    return tallies.add(model, segment, "d", "t", failure, micros, BUDGET, SOURCE);
  }

  private static CallReport report(
      String model,
      @Nullable String segment,
      WindowCounts counts,
      Map<Reason, Long> reasons,
      long at) {
    return new CallReport(
        new Guarded(model, segment), "d", "t", CallSource.LIVE, counts, reasons, "r", SOURCE, at);
  }
}
