package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.CandidateEvidence;
import dev.backstop.v1.Decision;
import dev.backstop.v1.EvidenceVerdict;
import dev.backstop.v1.ModelComparison;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A candidate that answers a share of the requests. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class CanaryTest {

  private static final String CANARY = "canary: {tier: primary, model: third, share: ";
  private static final String PANEL = "audit: {rate: 1, salt: s, epoch: 1}\n";
  private static final int MANY = 200;

  private final boolean batched;

  CanaryTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldAnswerTheSameShareOfTheRequestsEachTimeAndMoreOfThemWithALargerOne() {
    // When
    Set<String> some = answeredByTheCandidate("0.3}\n");
    Set<String> same = answeredByTheCandidate("0.3}\n");
    Set<String> more = answeredByTheCandidate("0.6}\n");

    // Then: three standard deviations around the share
    assertThat(some).hasSizeBetween(MANY * 3 / 10 - 20, MANY * 3 / 10 + 20).isEqualTo(same);
    assertThat(more).hasSizeBetween(MANY * 6 / 10 - 21, MANY * 6 / 10 + 21).containsAll(some);
  }

  @Test
  void shouldNameTheCandidateInTheLineage() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      // When
      harness.send(harness.request("r", 0.9, 0.9, 0.95));

      // Then
      Attempt attempt = harness.onlyDecision().getAttempts().get(0);
      assertThat(attempt.getCanary()).isTrue();
      assertThat(attempt.getTier()).isEqualTo("primary");
      assertThat(attempt.getModel().getName()).isEqualTo("third");
      assertThat(attempt.getThreshold()).isEqualTo(0.8);
      byte[] model =
          harness.records(Topic.DECISIONS).get(0).headers().lastHeader(Header.MODEL.key()).value();
      assertThat(new String(model, StandardCharsets.UTF_8)).isEqualTo("third@3#cccccccc");
      assertThat(harness.onlyDecision().getConfidence()).isEqualTo(0.95);
    }
  }

  @Test
  void shouldAskTheModelInUseOffThePathAndCompare() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      // When
      harness.send(harness.request("r", 0.9, 0.9, "NO"));

      // Then
      ModelComparison comparison = harness.comparisons().get(0);
      assertThat(comparison.getCandidateDecided()).isTrue();
      assertThat(comparison.getIncumbent()).isEqualTo("first");
      assertThat(comparison.getIncumbentAnswer().getLabel()).isEqualTo("yes");
      assertThat(comparison.getCandidateAnswer().getLabel()).isEqualTo("no");
      assertThat(harness.onlyDecision().getLabel()).isEqualTo("no");
      assertThat(harness.calls("first")).isEqualTo(1);
    }
  }

  @Test
  void shouldHaveTheModelInUseAnswerWhereTheCandidateFails() {
    for (String failure : List.of("BUG", "TIMEOUT", "ERROR")) {
      try (TopologyHarness harness = harness(CANARY + "1}\nlimits: {attempts: 1}\n")) {
        // When
        harness.send(harness.request("r", 0.9, 0.9, failure));

        // Then
        Decision decision = harness.onlyDecision();
        assertThat(decision.getTier()).isEqualTo("primary");
        assertThat(decision.getLabel()).isEqualTo("yes");
        assertThat(decision.getReason()).isNull();
        assertThat(decision.getDegraded()).isFalse();
        assertThat(decision.getAttempts())
            .extracting(Attempt::getTier, Attempt::getCanary)
            .containsExactly(
                org.assertj.core.groups.Tuple.tuple("primary", true),
                org.assertj.core.groups.Tuple.tuple("primary", false));
        assertThat(decision.getAttempts().get(0).getReason())
            .isEqualTo(failure.equals("TIMEOUT") ? Reason.TIMEOUT : Reason.ERROR);
        assertThat(harness.records(Topic.SECONDARY)).isEmpty();
        assertThat(harness.comparisons()).hasSize(1);
      }
    }
  }

  @Test
  void shouldGoOnToTheNextTierWhereTheCandidateIsUnsure() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      harness.send(harness.request("r", 0.9, 0.9, 0.5));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
    }
  }

  @Test
  void shouldRollBackByItselfWithoutLabelsWhenTheModelsDisagreeTooOften() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      // When
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("bad-" + i, 0.9, 0.9, "NO"));
      }
      harness.send(harness.request("after", 0.9, 0.9, "NO"));

      // Then
      CandidateEvidence evidence = last(harness.evidence());
      assertThat(evidence.getVerdict()).isEqualTo(EvidenceVerdict.AGAINST_CANDIDATE);
      assertThat(evidence.getReason()).contains("disagreed on 5 of 5");
      Decision after = last(harness.decisions());
      assertThat(after.getLabel()).isEqualTo("yes");
      assertThat(after.getAttempts().get(0).getCanary()).isFalse();
      assertThat(harness.audit())
          .filteredOn(event -> event.getKind() == AuditKind.CANDIDATE_VERDICT)
          .singleElement()
          .extracting(AuditEvent::getDescription)
          .asString()
          .contains("third", "disagreed on 5 of 5");
      assertThat(harness.meters.get(Meter.CANARY_VERDICT.meterName()).gauge().value())
          .isEqualTo(-1);
    }
  }

  @Test
  void shouldRollBackOnWhatPeopleSayD7() {
    // Given: after 6 losses of 6 the evidence is 127 / 7, after 7 of 7 it is 255 / 8
    try (TopologyHarness harness = harness(CANARY + "1}\n" + PANEL)) {
      // When
      for (int i = 0; i < 6; i++) {
        judged(harness, "bad-" + i, "NO", "yes");
      }
      EvidenceVerdict before = tick(harness).getVerdict();
      judged(harness, "bad-6", "NO", "yes");
      judged(harness, "after", "NO", "yes");

      // Then
      assertThat(before).isEqualTo(EvidenceVerdict.OPEN);
      CandidateEvidence evidence = tick(harness);
      assertThat(evidence.getVerdict()).isEqualTo(EvidenceVerdict.AGAINST_CANDIDATE);
      assertThat(evidence.getLosses()).isEqualTo(7);
      assertThat(evidence.getEvidenceForIncumbent()).isEqualTo(31.875);
      assertThat(last(harness.decisions()).getLabel()).isEqualTo("yes");
    }
  }

  @Test
  void shouldPromoteOnlyWhereThePolicySaysSo() {
    for (boolean promotes : List.of(true, false)) {
      try (TopologyHarness harness =
          harness(
              CANARY.replace("third", "third@3")
                  + "0.5, onEvidence: {promote: "
                  + promotes
                  + "}}\n"
                  + PANEL)) {
        // When
        for (int i = 0; i < 40; i++) {
          judged(harness, "good-" + i, "NO", "no");
        }
        int decided = harness.decisions().size();
        for (int i = 0; i < 20; i++) {
          harness.send(harness.request("after-" + i, 0.9, 0.9, "NO"));
        }

        // Then
        assertThat(tick(harness).getVerdict()).isEqualTo(EvidenceVerdict.FOR_CANDIDATE);
        List<Decision> after = harness.decisions().subList(decided, decided + 20);
        assertThat(after.stream().filter(CanaryTest::byCandidate).count())
            .isBetween(promotes ? 20L : 1L, promotes ? 20L : 19L);
      }
    }
  }

  @Test
  void shouldTakeBackAPromotedCandidateWhenItTurnsBadAfterTheCap() {
    try (TopologyHarness harness =
        harness(
            CANARY.replace("third", "third@3")
                + "1, cap: 10, onEvidence: {promote: true}}\n"
                + PANEL)) {
      // When: promoted after 7 of 7; the cap is passed twice
      for (int i = 0; i < 30; i++) {
        judged(harness, "good-" + i, "NO", "no");
      }
      EvidenceVerdict promoted = tick(harness).getVerdict();
      // 3 wins and 7 losses end a watch without a finding, 7 losses the next one with one.
      for (int i = 0; i < 14; i++) {
        judged(harness, "bad-" + i, "NO", "yes");
      }
      harness.send(harness.request("after", 0.9, 0.9, "NO"));

      // Then
      assertThat(promoted).isEqualTo(EvidenceVerdict.FOR_CANDIDATE);
      CandidateEvidence evidence = tick(harness);
      assertThat(evidence.getVerdict()).isEqualTo(EvidenceVerdict.AGAINST_CANDIDATE);
      assertThat(evidence.getReason()).startsWith("since it was found to be the better one");
      assertThat(byCandidate(last(harness.decisions()))).isFalse();
    }
  }

  @Test
  void shouldTakeOutACandidateThatTurnsBadAfterNothingWasFoundToTheCap() {
    try (TopologyHarness harness = harness(CANARY + "1, cap: 10}\n" + PANEL)) {
      // When
      for (int i = 0; i < 10; i++) {
        judged(harness, "even-" + i, "NO", i < 5 ? "yes" : "no");
      }
      EvidenceVerdict atTheCap = tick(harness).getVerdict();
      for (int i = 0; i < 7; i++) {
        judged(harness, "bad-" + i, "NO", "yes");
      }
      harness.send(harness.request("after", 0.9, 0.9, "NO"));

      // Then
      assertThat(atTheCap).isEqualTo(EvidenceVerdict.UNDECIDED);
      assertThat(tick(harness).getVerdict()).isEqualTo(EvidenceVerdict.AGAINST_CANDIDATE);
      assertThat(byCandidate(last(harness.decisions()))).isFalse();
    }
  }

  @Test
  void shouldTakeOutACandidateThatNoLongerAnswersAlike() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      // When
      for (int i = 0; i < 226; i++) {
        harness.send(harness.request("alike-" + i, 0.9, 0.9, 0.9));
      }
      EvidenceVerdict alike = tick(harness).getVerdict();
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("bad-" + i, 0.9, 0.9, "NO"));
      }
      harness.send(harness.request("after", 0.9, 0.9, "NO"));

      // Then
      assertThat(alike).isEqualTo(EvidenceVerdict.FOR_CANDIDATE);
      CandidateEvidence evidence = tick(harness);
      assertThat(evidence.getVerdict()).isEqualTo(EvidenceVerdict.AGAINST_CANDIDATE);
      assertThat(evidence.getDisagreementsSince()).isEqualTo(5);
      assertThat(byCandidate(last(harness.decisions()))).isFalse();
    }
  }

  @Test
  void shouldLeaveTheModelInUseItsTimeWhereTheCandidateTakesAllOfItsOwn() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      // When: the budget is 100 ms
      for (int left : new int[] {199, 200}) {
        PredictionRequest request = harness.request("left-" + left, 0.9, 0.9, "NO");
        request.setDeadline(harness.now().plusMillis(left));
        harness.send(request);
      }

      // Then
      assertThat(harness.decisions().stream().map(CanaryTest::byCandidate))
          .containsExactly(false, true);
      assertThat(harness.decisions().get(0).getLabel()).isEqualTo("yes");
    }
  }

  @Test
  void shouldDoNothingByItselfWhereThePolicyDoesNotWantIt() {
    try (TopologyHarness harness = harness(CANARY + "1, onEvidence: {rollBack: false}}\n")) {
      for (int i = 0; i < 8; i++) {
        harness.send(harness.request("bad-" + i, 0.9, 0.9, "NO"));
      }

      assertThat(tick(harness).getVerdict()).isEqualTo(EvidenceVerdict.AGAINST_CANDIDATE);
      assertThat(harness.decisions()).allMatch(CanaryTest::byCandidate);
    }
  }

  @Test
  void shouldTakeTheShareThatAnOperatorSetsButNoneThatEvidenceHasTaken() {
    try (TopologyHarness harness = harness(CANARY + "1}\n")) {
      // When
      String none = set(harness, 0.0);
      harness.send(harness.request("none", 0.9, 0.9, "NO"));
      String all = set(harness, 1.0);
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("all-" + i, 0.9, 0.9, "NO"));
      }
      harness.send(harness.request("after", 0.9, 0.9, "NO"));

      // Then
      assertThat(harness.decisions().stream().map(CanaryTest::byCandidate))
          .containsExactly(false, true, true, true, true, true, false);
      List<String> controls =
          harness.decisions().stream().map(one -> one.getAttempts().get(0).getControl()).toList();
      assertThat(controls.subList(0, 6)).containsExactly(none, all, all, all, all, all);
      // Evidence has the last word, and no operator.
      assertThat(controls.get(6)).isNull();
    }
  }

  @Test
  void shouldJudgeEachSegmentAndHoldItEverywhere() {
    try (TopologyHarness harness =
        harness(
            CANARY
                + "1}\nfeatures: {shown: {type: NUMBER}}\nsegments:\n"
                + "  - {segment: seven, when: features.shown == 7.0, tiers: {primary: {threshold: 0.7}}}\n")) {
      // When
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("bad-" + i, 0.9, 0.9, "NO"));
      }
      var elsewhere = harness.request("after", 0.9, 0.9, "NO");
      elsewhere.getFeatures().put("shown", 8L);
      harness.send(elsewhere);

      // Then
      assertThat(last(harness.evidence()).getSegment()).isEqualTo("seven");
      assertThat(byCandidate(last(harness.decisions()))).isFalse();
    }
  }

  private Set<String> answeredByTheCandidate(String share) {
    try (TopologyHarness harness = harness(CANARY + share)) {
      for (int i = 0; i < MANY; i++) {
        harness.send(harness.request("r-" + i, 0.9, 0.9, 0.9));
      }
      return harness.decisions().stream()
          .filter(CanaryTest::byCandidate)
          .map(Decision::getRequestId)
          .collect(Collectors.toSet());
    }
  }

  private static void judged(TopologyHarness harness, String id, String third, String truth) {
    harness.send(harness.request(id, 0.9, 0.9, third));
    harness.tasks().stream()
        .filter(task -> task.getRequestId().equals(id))
        .forEach(task -> harness.send(harness.verdict(task, truth)));
  }

  private static CandidateEvidence tick(TopologyHarness harness) {
    harness.advance(Duration.ofSeconds(1));
    return last(harness.evidence());
  }

  private static String set(TopologyHarness harness, double share) {
    Control control =
        Control.of(
            "loans",
            new Switch.CanaryShare(share),
            "olga",
            "a test",
            harness.now(),
            harness.now().plusSeconds(600));
    harness.send(control);
    harness.pass(Duration.ofMillis(1));
    return control.id();
  }

  private static boolean byCandidate(Decision decision) {
    return decision.getAttempts().get(0).getCanary();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private TopologyHarness harness(String candidates) {
    TopologyHarness harness = new TopologyHarness(policy -> policy + candidates);
    return batched ? harness.batched() : harness;
  }
}
