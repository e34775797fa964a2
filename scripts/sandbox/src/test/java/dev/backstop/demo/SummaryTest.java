package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void shouldCountWhatBecameOfEveryRecord() {
    // Given
    Evidence evidence = Examples.goodRun().evidence();

    // When
    Summary summary = Summary.of(evidence);

    // Then
    assertThat(summary.requests()).isEqualTo(5);
    assertThat(summary.terminal()).isEqualTo(3);
    assertThat(summary.provisional()).isEqualTo(1);
    assertThat(summary.pending()).isZero();
    assertThat(summary.deadLettered()).isEqualTo(1);
    assertThat(summary.duplicates()).isEqualTo(1);
    assertThat(summary.byTier()).isEqualTo(Map.of("primary", 1L, "human", 1L, "default", 1L));
    assertThat(summary.byReason())
        .isEqualTo(Map.of("none", 1L, "LOW_CONFIDENCE", 1L, "REVIEW_TIMEOUT", 1L));
    assertThat(summary.people()).isEqualTo(new Ratio(2, 3));
  }

  @Test
  void shouldJudgeAnswersByWhatBecameOfTheLoans() {
    // Given: the truth is good, bad, good; the primary said good three times
    Evidence evidence = Examples.goodRun().evidence();

    // When
    Accuracy accuracy = Summary.of(evidence).accuracy();

    // Then
    assertThat(accuracy.overall()).isEqualTo(new Ratio(2, 3));
    assertThat(accuracy.primaryAlone()).isEqualTo(new Ratio(2, 3));
    assertThat(accuracy.byTier())
        .isEqualTo(
            Map.of(
                "primary", new Ratio(1, 1), "human", new Ratio(1, 1), "default", new Ratio(0, 1)));
  }

  @Test
  void shouldMeasureThoseWithAndWithoutAPersonApart() {
    // Given
    Evidence evidence = Examples.goodRun().evidence();

    // When
    Summary summary = Summary.of(evidence);

    // Then
    assertThat(summary.latency().p50()).contains(100L);
    assertThat(summary.latency().count()).isEqualTo(1);
    assertThat(summary.latencyWithPeople().p99()).contains(400L);
  }

  @Test
  void shouldCallARequestWithoutATerminalDecisionPending() {
    // Given
    Examples run = Examples.goodRun();
    run.answers.removeIf(answer -> answer.requestId().equals("unsure") && answer.terminal());

    // When
    Summary summary = Summary.of(run.evidence());

    // Then
    assertThat(summary.pending()).isEqualTo(1);
  }

  @Test
  void shouldMissNothingWhenAllHasCome() {
    // Given
    Evidence evidence = Examples.goodRun().evidence();

    // When
    Outstanding outstanding = Outstanding.of(evidence, 5);

    // Then
    assertThat(outstanding.nothing()).isTrue();
  }

  @Test
  void shouldSayWhatIsStillMissing() {
    // Given
    Examples run = Examples.goodRun();
    run.audit.clear();

    // When
    Outstanding outstanding = Outstanding.of(run.evidence(), 7);

    // Then
    assertThat(outstanding.missing())
        .isEqualTo(
            Map.of(
                "acknowledgements", 2L,
                "duplicate requests in the audit", 1L,
                "duplicate verdicts in the audit", 1L,
                "late verdicts in the audit", 1L));
  }

  @Test
  void shouldReportFiguresAndPromises() {
    // Given
    Summary summary = Summary.of(Examples.goodRun().evidence());
    List<Promise> promises =
        List.of(new Promise("kept", "", List.of()), new Promise("broken", "", List.of("why")));

    // When
    ObjectNode report = Report.of(summary, promises, 7, 12.34);

    // Then
    assertThat(report.fieldNames())
        .toIterable()
        .contains(
            "requests",
            "final",
            "provisional",
            "pending",
            "deadLettered",
            "duplicates",
            "byTier",
            "byReason",
            "accuracy",
            "latencyMs",
            "promises",
            "seconds");
    assertThat(report.at("/promises/kept").asBoolean()).isTrue();
    assertThat(report.at("/promises/broken").asBoolean()).isFalse();
    assertThat(report.at("/broken/broken/0").asText()).isEqualTo("why");
    assertThat(report.at("/accuracy/overall").asDouble()).isEqualTo(0.6667);
    assertThat(report.at("/accuracy/primaryAlone").asDouble()).isEqualTo(0.6667);
    assertThat(report.at("/latencyMs/p50").asLong()).isEqualTo(100);
    assertThat(report.at("/seconds").asDouble()).isEqualTo(12.3);
  }

  @Test
  void shouldReportNullForAFigureOfNothing() {
    // Given
    Evidence nothing =
        new Evidence(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    // When
    ObjectNode report = Report.of(Summary.of(nothing), List.of(), 7, 1);

    // Then
    assertThat(report.at("/accuracy/overall").isNull()).isTrue();
    assertThat(report.at("/latencyMs/p99").isNull()).isTrue();
  }

  @Test
  void shouldTakePercentilesByNearestRank() {
    // Given
    List<Long> values = List.of(30L, 10L, 20L, 40L);

    // When
    Percentiles percentiles = Percentiles.of(values);

    // Then
    assertThat(percentiles.p50()).contains(20L);
    assertThat(percentiles.p99()).contains(40L);
  }
}
