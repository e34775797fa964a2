package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The window against a count over all reports. */
class ReportWindowProperties {

  /** A report that comes so many milliseconds after the one before. */
  record Report(int reporter, long after, int ok, int slow, int failed) {}

  @Property
  void shouldHoldWhatACountOverAllReportsGives(@ForAll("reports") List<Report> reports) {
    ReportWindow window = new ReportWindow();
    List<CallReport> all = new ArrayList<>();
    long now = 1_000_000;
    for (Report one : reports) {
      // When
      now += one.after();
      CallReport report = report(one, now);
      all.add(report);
      window.add(report, now);
      // Then
      long from = now - 10_000;
      List<WindowCounts> held =
          all.stream().filter(past -> past.at() > from).map(CallReport::counts).toList();
      WindowCounts counts = window.counts(now);
      assertThat(counts.calls()).isEqualTo(held.stream().mapToLong(WindowCounts::calls).sum());
      assertThat(counts.failures())
          .isEqualTo(held.stream().mapToLong(WindowCounts::failures).sum());
      assertThat(counts.slow()).isEqualTo(held.stream().mapToLong(WindowCounts::slow).sum());
      if (one.ok() + one.slow() > 0) {
        assertThat(counts.consecutive()).isLessThanOrEqualTo(one.failed());
      }
    }
  }

  @Provide
  Arbitrary<List<Report>> reports() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs().between(0, 4_000),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 20))
        .as(Report::new)
        .filter(one -> one.ok() + one.slow() + one.failed() > 0)
        .list()
        .ofMaxSize(60);
  }

  /** Whose failures came last. */
  private static CallReport report(Report one, long at) {
    return new CallReport(
        new Guarded("m", null),
        "d",
        "t",
        CallSource.LIVE,
        new WindowCounts(
            one.ok() + one.slow() + one.failed(), one.failed(), one.slow(), one.failed()),
        Map.of(),
        "task-" + one.reporter(),
        new SourcePosition("requests", 0, 0),
        at);
  }
}
