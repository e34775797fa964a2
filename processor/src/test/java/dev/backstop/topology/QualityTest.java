package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.BreakerTrip;
import dev.backstop.v1.CallSource;
import dev.backstop.v1.EvidenceBasis;
import dev.backstop.v1.JudgedAnswer;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.RiskState;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Models that answer in time, and wrong: from people's labels to a breaker and back. */
class QualityTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration OPEN = Duration.ofSeconds(12);

  /** Thirteen calls without an error are evidence of 3; four right answers are, too. */
  private static final String BREAKER =
      """
      breaker:
        firstOpen: 10s
        longestOpen: 40s
        mirrorShare: 0.000001
        ramp: [1]
        rampDwell: 2s
        return: {pass: 3}
        quality: {tolerable: 0.1, alarm: 20, recent: 5, lasting: 40, doubt: 0.05, return: {pass: 3, fail: 0.05}}
      """;

  /** The share is that of the breaker's owner, and stands in what it publishes. */
  private static final String MIRRORED = BREAKER.replace("mirrorShare: 0.000001", "mirrorShare: 1");

  private static final String PANEL = "audit: {rate: 1, salt: s, epoch: 1, horizon: 1h}\n";

  private int sent;

  @Test
  void shouldTellOfASpikeAndPassAModelByThatIsSurelyWrongTooOften() {
    try (TopologyHarness harness = harness(BREAKER + PANEL)) {
      // Given
      for (int i = 0; i < 30; i++) {
        answered(harness, "yes");
      }
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();

      // When
      answered(harness, "no");
      answered(harness, "no");

      // Then: a spike is told, and changes nothing
      assertThat(status(harness).getRisk()).isEqualTo(RiskState.SPIKE);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      assertThat(risk(harness, "spike")).isEqualTo(1);
      for (int i = 0; i < 12 && status(harness).getState() == TierState.CLOSED; i++) {
        answered(harness, "no");
        assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
      }

      TierStatus status = status(harness);
      assertThat(status.getState()).isEqualTo(TierState.OPEN);
      assertThat(status.getTrip()).isEqualTo(BreakerTrip.QUALITY);
      assertThat(status.getRisk()).isEqualTo(RiskState.DEGRADED);
      assertThat(status.getNeedsAnswers()).isTrue();
      assertThat(status.getErrors()).isBetween(5L, 10L);
      assertThat(status.getTrials()).isEqualTo(30 + status.getErrors());
      assertThat(status.getEvidence())
          .isEqualTo(
              status.getErrors()
                  + " of "
                  + status.getTrials()
                  + " answers that were judged are wrong, more than is tolerable");
      answered(harness, "yes");
      assertThat(last(harness.decisions()).getTier()).isEqualTo("secondary");
      assertThat(last(harness.decisions()).getReason()).isEqualTo(Reason.BREAKER_OPEN);
      assertThat(harness.audit())
          .filteredOn(event -> event.getKind() == AuditKind.RISK_CHANGED)
          .extracting(event -> event.getDetails().get("to"))
          .containsExactly("SPIKE", "DEGRADED");
      assertThat(harness.audit())
          .filteredOn(event -> event.getKind() == AuditKind.BREAKER_MOVED)
          .singleElement()
          .satisfies(event -> assertThat(event.getDetails()).containsEntry("trip", "QUALITY"));
    }
  }

  @Test
  void shouldTellHowManyLabelsAreKnownWhereAPlaybookGoesByThem() {
    String playbook =
        "playbooks: [{playbook: p, when: {risk: SPIKE}, actions: [{do: NOTIFY}], verify: {labels:"
            + " 30}}]\n";
    try (TopologyHarness harness = harness(BREAKER + PANEL + playbook)) {
      // Given
      for (int i = 0; i < 3; i++) {
        answered(harness, "yes");
      }
      harness.advance(SECOND);
      assertThat(status(harness).getRiskLabels()).isEqualTo(3);
      answered(harness, "yes");
      harness.advance(SECOND);
      assertThat(harness.records(Topic.TIER_STATUS)).as("not each second").hasSize(1);
      // When
      harness.advance(Duration.ofSeconds(5));
      // Then
      assertThat(status(harness).getRiskLabels()).isEqualTo(4);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      harness.advance(Duration.ofSeconds(10));
      assertThat(harness.records(Topic.TIER_STATUS)).as("nothing is new").hasSize(2);
      assertThat(harness.audit())
          .filteredOn(event -> event.getKind() == AuditKind.RISK_CHANGED)
          .isEmpty();
    }
  }

  @Test
  void shouldComeBackOnlyWhenPeopleSayThatItIsRightAgain() {
    try (TopologyHarness harness = harness(BREAKER + PANEL)) {
      // Given
      trip(harness);
      harness.advance(OPEN);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);

      // When: its calls succeed, each of a request that people will look at
      int before = harness.calls("first");
      for (int i = 0; i < 20; i++) {
        send(harness);
      }
      harness.advance(SECOND);
      assertThat(harness.calls("first")).isEqualTo(before + 20);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      List<ReviewTask> open = harness.tasks().subList(3, 23);
      for (ReviewTask task : open.subList(0, 3)) {
        harness.send(harness.verdict(task, "yes"));
      }
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      harness.send(harness.verdict(open.get(3), "yes"));

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      assertThat(status(harness).getEvidence())
          .startsWith("the return test is passed: 0 of 4 answers that were judged are wrong");
      for (int i = 0; i < 13; i++) {
        send(harness);
      }
      harness.advance(Duration.ofSeconds(2));
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      assertThat(status(harness).getRisk()).isEqualTo(RiskState.NORMAL);
      assertThat(risk(harness, "normal")).isEqualTo(1);
    }
  }

  @Test
  void shouldStayAwayIfItIsStillWrong() {
    try (TopologyHarness harness = harness(BREAKER + PANEL)) {
      // Given
      trip(harness);
      harness.advance(OPEN);

      // When: .28 to the third is below .05
      for (int i = 0; i < 3; i++) {
        answered(harness, "no");
      }

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
      assertThat(status(harness).getOpens()).isEqualTo(2);
      assertThat(status(harness).getTrip()).isEqualTo(BreakerTrip.QUALITY);
    }
  }

  @Test
  void shouldJoinALabelThatComesBeforeTheModelWasTriedAndOneOfAnAnswerBeforeTheTripNever() {
    try (TopologyHarness harness = harness(BREAKER + PANEL)) {
      // Given: a task from before is left open
      send(harness);
      ReviewTask before = last(harness.tasks());
      trip(harness);
      harness.advance(OPEN);
      int judged = judged(harness).size();

      // When
      harness.send(harness.verdict(before, "no"));

      // Then: it is told, and does not count
      assertThat(judged(harness)).hasSize(judged + 1);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      assertThat(status(harness).getRisk()).isEqualTo(RiskState.DEGRADED);
    }
  }

  @Test
  void shouldHoldNoDoubtAndNoSilenceAgainstAModel() {
    try (TopologyHarness harness = harness(BREAKER + PANEL)) {
      // When: it is not sure, and the secondary is, and both are wrong
      harness.send(harness.request("unsure", 0.5, 0.9));
      harness.send(harness.verdict(last(harness.tasks()), "no"));
      // And: nobody answers
      for (int i = 0; i < 6; i++) {
        send(harness);
      }
      harness.advance(Duration.ofHours(2));

      // Then
      assertThat(harness.labels()).hasSize(7);
      assertThat(judged(harness)).hasSize(1);
      assertThat(reports(harness)).extracting(ModelHealth::getModel).containsExactly("second");
      assertThat(judged(harness).get(0).getWrong()).isTrue();
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
    }
  }

  @Test
  void shouldJudgeNothingWhereThePolicySaysNothingOfWrongAnswers() {
    try (TopologyHarness harness = harness(PANEL)) {
      for (int i = 0; i < 5; i++) {
        answered(harness, "no");
      }

      assertThat(reports(harness)).isEmpty();
    }
  }

  @Test
  void shouldHoldAModelAgainstTheTierThatDecidesWhereThereIsNoPanel() {
    // Given
    TestRecord<String, SpecificRecord> shadow;
    try (TopologyHarness harness = harness(MIRRORED + PANEL)) {
      trip(harness);
      harness.advance(OPEN);
      shadow = last(harness.records(Topic.TIER_STATUS));
    }
    try (TopologyHarness harness = harness(MIRRORED)) {
      harness.send(Topic.TIER_STATUS, shadow.key(), shadow.value());

      // When
      harness.send(harness.request("same", 0.9, 0.9));
      harness.send(harness.request("other", "NO", 0.9));
      harness.send(harness.request("doubts", 0.5, 0.9));

      // Then: each is asked once, and doubt is no answer
      assertThat(harness.calls("first")).isEqualTo(3);
      assertThat(judged(harness)).extracting(JudgedAnswer::getWrong).containsExactly(false, true);
      assertThat(judged(harness))
          .allSatisfy(one -> assertThat(one.getBasis()).isEqualTo(EvidenceBasis.AGREEMENT));
      assertThat(reports(harness))
          .allSatisfy(one -> assertThat(one.getCallSource()).isEqualTo(CallSource.MIRROR));
    }
  }

  @Test
  void shouldHoldAModelAgainstPeopleWhereNoOtherModelIsAsked() {
    // Given
    TestRecord<String, SpecificRecord> shadow;
    try (TopologyHarness harness = harness(MIRRORED + PANEL)) {
      trip(harness);
      harness.advance(OPEN);
      shadow = last(harness.records(Topic.TIER_STATUS));
    }
    try (TopologyHarness harness =
        new TopologyHarness(
            policy -> policy.replaceFirst("  - \\{tier: secondary[^\n]*\n", "") + MIRRORED)) {
      harness.send(Topic.TIER_STATUS, shadow.key(), shadow.value());

      // When
      harness.send(harness.request("r", 0.9, null));
      harness.send(harness.verdict(last(harness.tasks()), "no"));

      // Then
      assertThat(judged(harness))
          .singleElement()
          .satisfies(one -> assertThat(one.getWrong()).isTrue());
      assertThat(judged(harness).get(0).getBasis()).isEqualTo(EvidenceBasis.LABELS);
    }
  }

  private void trip(TopologyHarness harness) {
    for (int i = 0; i < 3; i++) {
      answered(harness, "no");
    }
    assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
  }

  private void answered(TopologyHarness harness, String label) {
    send(harness);
    harness.send(harness.verdict(last(harness.tasks()), label));
  }

  private void send(TopologyHarness harness) {
    harness.send(harness.request("r-" + sent++, 0.9, 0.9));
  }

  private static List<ModelHealth> reports(TopologyHarness harness) {
    return harness.records(Topic.HEALTH).stream()
        .map(record -> (ModelHealth) record.value())
        .filter(health -> health.getJudged() != null)
        .toList();
  }

  private static List<JudgedAnswer> judged(TopologyHarness harness) {
    return reports(harness).stream().map(ModelHealth::getJudged).filter(Objects::nonNull).toList();
  }

  private static TierStatus status(TopologyHarness harness) {
    return harness.records(Topic.TIER_STATUS).stream()
        .map(record -> (TierStatus) record.value())
        .filter(status -> status.getModelName().equals("first"))
        .reduce((one, later) -> later)
        .orElseThrow();
  }

  private static double risk(TopologyHarness harness, String level) {
    return harness
        .meters
        .get(Meter.RISK_LEVEL.meterName())
        .tags("model", "first", "segment", "none", "level", level)
        .gauge()
        .value();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private static TopologyHarness harness(String sections) {
    return new TopologyHarness(policy -> policy + sections);
  }
}
