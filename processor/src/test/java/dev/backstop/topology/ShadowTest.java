package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.CandidateEvidence;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.EvidenceBasis;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ModelComparison;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ShadowRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A candidate that is asked besides. */
class ShadowTest {

  private static final String SHADOW = "shadow: {tier: primary, model: third, share: 1}\n";
  private static final String PANEL = "audit: {rate: 1, salt: s, epoch: 1}\n";

  @ParameterizedTest
  @ValueSource(strings = {"NO", "BUG", "TIMEOUT", "INVALID_OUTPUT"})
  void shouldDecideAsIfThereWereNoneWhateverTheCandidateDoes(String candidate) {
    // Given
    Decision alone;
    try (TopologyHarness harness = new TopologyHarness()) {
      harness.send(harness.request("r", 0.9, 0.9, candidate));
      alone = harness.onlyDecision();
      assertThat(harness.records(Topic.SHADOW)).isEmpty();
      assertThat(harness.calls("third")).isZero();
    }
    try (TopologyHarness harness = harness(SHADOW)) {
      // When
      harness.send(harness.request("r", 0.9, 0.9, candidate));

      // Then
      Decision shadowed = harness.onlyDecision();
      assertThat(shadowed.getLabel()).isEqualTo(alone.getLabel());
      assertThat(shadowed.getConfidence()).isEqualTo(alone.getConfidence());
      assertThat(shadowed.getAttempts()).hasSameSizeAs(alone.getAttempts());
      assertThat(shadowed.getAttempts().get(0).getCanary()).isFalse();
      assertThat(harness.calls("third")).isEqualTo(1);
      ModelComparison comparison = harness.comparisons().get(0);
      assertThat(comparison.getCandidateDecided()).isFalse();
      assertThat(comparison.getIncumbentAnswer().getLabel()).isEqualTo("yes");
      assertThat(comparison.getCandidateAnswer().getFailure())
          .isEqualTo(
              candidate.equals("NO")
                  ? null
                  : candidate.equals("BUG") ? Reason.ERROR : Reason.valueOf(candidate));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OVERLOAD", "BREAKER_OPEN"})
  void shouldHoldNothingAgainstACandidateThatWasNotAsked(String why) {
    try (TopologyHarness harness = harness(SHADOW)) {
      harness.send(harness.request("r", 0.9, 0.9, why));

      assertThat(harness.comparisons()).isEmpty();
      assertThat(shadowRequests(harness, "BUSY")).isEqualTo(1);
    }
  }

  @Test
  void shouldCompareNothingWhereTheCandidateIsNotLoaded() {
    try (TopologyHarness harness = harness(SHADOW.replace("third", "fourth"))) {
      harness.send(harness.request("r", 0.9, 0.9));

      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
      assertThat(harness.comparisons()).isEmpty();
    }
  }

  @Test
  void shouldJoinTheLabelWhicheverComesFirst() {
    // Given
    LabelledExample label;
    try (TopologyHarness harness = harness(SHADOW + PANEL)) {
      harness.send(harness.request("r", 0.9, 0.9, "NO"));
      harness.send(harness.verdict(harness.tasks().get(0), "no"));
      label = harness.labels().get(0);
      assertThat(harness.comparisons())
          .extracting(ModelComparison::getLabel)
          .containsExactly(null, "no");
      assertThat(tick(harness).getWins()).isEqualTo(1);
    }
    try (TopologyHarness harness = harness(SHADOW + PANEL)) {
      // When
      harness.send(label);
      harness.send(harness.request("r", 0.9, 0.9, "NO"));

      // Then
      assertThat(harness.comparisons())
          .extracting(ModelComparison::getLabel)
          .containsExactly(null, "no");
      CandidateEvidence evidence = tick(harness);
      assertThat(evidence.getWins()).isEqualTo(1);
      assertThat(evidence.getLabelled()).isEqualTo(1);
    }
  }

  @Test
  void shouldJoinWhatAnInstanceHasKeptWhoseClockIsAhead() {
    // Given
    LabelledExample label;
    try (TopologyHarness harness = harness(SHADOW + PANEL)) {
      harness.send(harness.request("r", 0.9, 0.9, "NO"));
      harness.send(harness.verdict(harness.tasks().get(0), "no"));
      label = harness.labels().get(0);
    }
    for (boolean labelFirst : List.of(true, false)) {
      try (TopologyHarness harness = harness(SHADOW + PANEL)) {
        PredictionRequest request = harness.request("r", 0.9, 0.9, "NO");

        // When
        if (labelFirst) {
          harness.send(label);
          harness.pass(Duration.ofMinutes(-1));
          harness.send(request);
        } else {
          harness.send(request);
          harness.pass(Duration.ofMinutes(-1));
          harness.send(label);
        }

        // Then
        assertThat(harness.comparisons())
            .extracting(ModelComparison::getLabel)
            .containsExactly(null, "no");
      }
    }
  }

  @Test
  void shouldKeepNoLabelsWhereNothingIsTried() {
    for (String candidates : List.of("", SHADOW)) {
      try (TopologyHarness harness = harness(candidates + PANEL)) {
        // When
        harness.send(harness.request("r", 0.9, 0.9, "NO"));
        harness.send(harness.verdict(harness.tasks().get(0), "no"));

        // Then
        WindowStore<String, byte[]> labels =
            harness.driver.getWindowStore(Store.LABELS.storeName());
        try (WindowStoreIterator<byte[]> kept =
            labels.fetch("r", Instant.EPOCH, harness.now().plusSeconds(1))) {
          assertThat(kept.hasNext()).isEqualTo(!candidates.isEmpty());
        }
      }
    }
  }

  @Test
  void shouldDeadLetterAComparisonWithABasisOfALaterRelease() {
    try (TopologyHarness harness = harness(SHADOW)) {
      // Given
      harness.send(harness.request("r", 0.9, 0.9, "NO"));
      ModelComparison comparison = harness.comparisons().get(0);
      byte[] key = harness.records(Topic.COMPARISONS).get(0).key().getBytes(StandardCharsets.UTF_8);

      // When
      comparison.getTrial().setBasis(EvidenceBasis.UNKNOWN);
      harness.sendGarbage(Topic.COMPARISONS, key, harness.encode(Topic.COMPARISONS, comparison));

      // Then
      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getCause()).isEqualTo(DeadLetterCause.INVALID_RECORD);
      assertThat(letter.getNode()).isEqualTo("shadow.ingest");
    }
  }

  @Test
  void shouldTellPolicyAndCandidateInTheHeaders() {
    try (TopologyHarness harness = harness(SHADOW + PANEL)) {
      // When
      harness.send(harness.request("r", 0.9, 0.9, "NO"));
      harness.send(harness.verdict(harness.tasks().get(0), "no"));

      // Then
      for (Topic topic : List.of(Topic.SHADOW, Topic.COMPARISONS)) {
        assertThat(harness.records(topic))
            .isNotEmpty()
            .allSatisfy(
                record -> {
                  assertThat(header(record, Header.CANDIDATE)).isEqualTo("third");
                  assertThat(header(record, Header.POLICY.key())).startsWith("test@1.2.3#");
                  assertThat(header(record, Header.TIER.key())).isEqualTo("primary");
                  assertThat(header(record, Header.REQUEST_ID.key())).isEqualTo("r");
                  assertThat(header(record, Header.SCHEMA.key()))
                      .isEqualTo(record.value().getSchema().getFullName());
                });
      }
      assertThat(harness.records(Topic.COMPARISONS))
          .extracting(record -> header(record, Header.CE_ID.key()))
          .containsExactly("r/shadow/pair", "r/shadow/labelled");
    }
  }

  private static String header(TestRecord<String, SpecificRecord> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldTakeNoLabelForEvidenceThatIsOfNoFairSample() {
    try (TopologyHarness harness = harness(SHADOW)) {
      // When: a person is asked because both tiers were unsure
      harness.send(harness.request("r", 0.5, 0.5, "NO"));
      harness.send(harness.verdict(harness.tasks().get(0), "no"));

      // Then
      assertThat(harness.comparisons()).extracting(ModelComparison::getLabel).containsOnlyNulls();
    }
  }

  @Test
  void shouldCountALabelOnceAlthoughItComesTwice() {
    try (TopologyHarness harness = harness(SHADOW + PANEL)) {
      harness.send(harness.request("r", 0.9, 0.9, "NO"));
      harness.send(harness.verdict(harness.tasks().get(0), "no"));
      harness.send(harness.labels().get(0));

      assertThat(tick(harness).getLabelled()).isEqualTo(1);
    }
  }

  @Test
  void shouldShadowOnlyItsShare() {
    try (TopologyHarness harness = harness(SHADOW.replace("share: 1", "share: 0.2"))) {
      for (int i = 0; i < 200; i++) {
        harness.send(harness.request("r-" + i, 0.9, 0.9, 0.9));
      }

      assertThat(harness.comparisons()).hasSizeBetween(40 - 17, 40 + 17);
      assertThat(harness.decisions()).hasSize(200);
    }
  }

  @Test
  void shouldDropAComparisonThatDoesNotFitAndNeverItsRequest() {
    // Given: the features go with the decision nowhere, but with the question they do
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + SHADOW, 1, 20_000)) {
      var large = harness.request("r", 0.9, 0.9, "NO");
      large.getFeatures().put("note", "x".repeat(30_000));

      // When
      harness.send(large);

      // Then
      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
      assertThat(harness.deadLetters()).isEmpty();
      assertThat(harness.records(Topic.SHADOW)).isEmpty();
    }
  }

  @Test
  void shouldDecideWhereTheQuestionCannotBeWrittenAndTryAgainLater() {
    try (TopologyHarness harness = harness(SHADOW)) {
      // When
      harness.avro.refuse(ShadowRequest.class);
      harness.send(harness.request("r-1", 0.9, 0.9, "NO"));
      harness.send(harness.request("r-2", 0.9, 0.9, "NO"));
      harness.avro.refuse(null);
      harness.send(harness.request("r-3", 0.9, 0.9, "NO"));
      harness.pass(Duration.ofSeconds(30));
      harness.send(harness.request("r-4", 0.9, 0.9, "NO"));

      // Then: one attempt, not one for each request
      assertThat(harness.decisions())
          .extracting(Decision::getLabel)
          .containsExactly("yes", "yes", "yes", "yes");
      assertThat(harness.deadLetters()).isEmpty();
      assertThat(harness.avro.refusals()).isEqualTo(1);
      assertThat(shadowRequests(harness, "NOT_WRITTEN")).isEqualTo(3);
      assertThat(harness.comparisons())
          .extracting(ModelComparison::getRequestId)
          .containsExactly("r-4");
    }
  }

  @Test
  void shouldPublishTheEvidenceOnceASecond() {
    try (TopologyHarness harness = harness(SHADOW)) {
      for (int i = 0; i < 3; i++) {
        harness.send(harness.request("r-" + i, 0.9, 0.9, 0.9));
      }
      List<CandidateEvidence> before = List.copyOf(harness.evidence());

      CandidateEvidence evidence = tick(harness);

      assertThat(before).isEmpty();
      assertThat(harness.evidence()).hasSize(1);
      assertThat(evidence.getRecords()).isEqualTo(3);
      assertThat(evidence.getAgreements()).isEqualTo(3);
      assertThat(harness.records(Topic.EVIDENCE).get(0).key()).endsWith("/");
    }
  }

  private static double shadowRequests(TopologyHarness harness, String result) {
    return harness
        .meters
        .get(Meter.SHADOW_REQUESTS.meterName())
        .tag("result", result)
        .counter()
        .count();
  }

  private static CandidateEvidence tick(TopologyHarness harness) {
    harness.advance(Duration.ofSeconds(1));
    return harness.evidence().get(harness.evidence().size() - 1);
  }

  private static TopologyHarness harness(String candidates) {
    return new TopologyHarness(policy -> policy + candidates);
  }
}
