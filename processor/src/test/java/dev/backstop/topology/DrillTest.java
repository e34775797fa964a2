package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a signed mark lets go wrong, for whom, and what is made of it. */
class DrillTest {

  private static final Set<String> PRIMARY = Set.of("primary");
  private static final String ID = Drill.idOf("run-1", 1);

  /** Has a panel that draws everybody, and a shadow for everybody. */
  private static final String ALL_EYES =
      """
      audit: {rate: 1.0, salt: pepper, epoch: 1, horizon: 1h}
      shadow: {tier: primary, model: third@3, share: 1.0}
      """;

  @ParameterizedTest
  @CsvSource({
    "OUTAGE, ERROR",
    "ERROR, ERROR",
    "SLOW, TIMEOUT",
    "HANG, TIMEOUT",
    "NAN, INVALID_OUTPUT",
    "UNSURE, LOW_CONFIDENCE"
  })
  void shouldFallBackWhenTheModelOfAMarkedRequestFails(Fault fault, Reason reason) {
    // What fails at once has time to, however busy the machine is.
    UnaryOperator<String> patient =
        policy ->
            reason == Reason.TIMEOUT ? policy : policy.replace("budget: 100ms", "budget: 10s");
    try (TopologyHarness harness = new TopologyHarness(patient)) {
      // When
      harness.send(harness.request(ID, 0.9, 0.9), good(harness, ID, fault));
      // Then
      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(reason);
      assertThat(decision.getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(reason, null);
    }
  }

  @Test
  void shouldLeaveOtherTiersAlone() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(
          harness.request(ID, 0.9, 0.9),
          Marks.good(ID, Fault.OUTAGE, Set.of("secondary"), harness.now()));
      // Then
      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldFailAtSeveralTiers() {
    try (TopologyHarness harness = new TopologyHarness(DrillTest::withoutPeople)) {
      // When
      harness.send(
          harness.request(ID, 0.9, 0.9),
          Marks.good(ID, Fault.ERROR, Set.of("primary", "secondary"), harness.now()));
      // Then
      assertThat(harness.onlyDecision().getTier()).isEqualTo("default");
    }
  }

  @Test
  void shouldTellADrillsDecisionFromEveryOther() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(harness.request(ID, 0.9, 0.9), good(harness, ID, Fault.OUTAGE));
      // Then
      Decision decision = harness.onlyDecision();
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.DRILL);
      assertThat(decision.getDrill().getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(decision.getDrill().getRun()).isEqualTo("run-1");
      assertThat(decision.getDrill().getScenario()).isEqualTo("rehearsal");
      assertThat(decision.getDrill().getFault()).isEqualTo("OUTAGE");
      assertThat(decision.getDrill().getTiers()).containsExactly("primary");
      assertThat(header(harness, Topic.DECISIONS, Header.STATUS.key())).isEqualTo("DRILL");
      assertThat(header(harness, Topic.DECISIONS, Header.DRILL)).startsWith("1|ops|run-1|");
    }
  }

  @Test
  void shouldRefuseAForgedMarkAndAnswerNothing() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(
          harness.request(ID, 0.9, 0.9), Marks.forged(ID, Fault.OUTAGE, PRIMARY, harness.now()));
      // Then
      refused(harness, "its signature is not for this request");
    }
  }

  @Test
  void shouldRefuseAMarkOfAnotherRequest() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(
          harness.request(ID, 0.9, 0.9), good(harness, Drill.idOf("run-1", 2), Fault.OUTAGE));
      // Then
      refused(harness, "its signature is not for this request");
    }
  }

  @Test
  void shouldRefuseAMarkThatHasExpired() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(harness.request(ID, 0.9, 0.9), Marks.expiring(ID, harness.now()));
      // Then
      refused(harness, "has expired");
    }
  }

  @Test
  void shouldRefuseAMarkThatWouldHoldForLong() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      Instant tomorrow = harness.now().plus(Duration.ofDays(1));
      // When
      harness.send(harness.request(ID, 0.9, 0.9), Marks.expiring(ID, tomorrow));
      // Then
      refused(harness, "more than 60 minutes");
    }
  }

  @Test
  void shouldRefuseWhatIsNoMark() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(harness.request(ID, 0.9, 0.9), header("1|ops|run|x|WORSE||0|AA=="));
      // Then
      refused(harness, "it cannot be read");
    }
  }

  @Test
  void shouldRefuseAMarkOnARequestThatIsNotADrillsByItsId() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(harness.request("r", 0.9, 0.9), good(harness, "r", Fault.OUTAGE));
      // Then
      refused(harness, "its id does not begin with");
    }
  }

  @Test
  void shouldRefuseADrillsIdWithoutAMark() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(harness.request(ID, 0.9, 0.9));
      // Then
      refused(harness, "it has no mark");
    }
  }

  @Test
  void shouldStayADrillWhenItsMarkExpiresOnTheWay() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      harness.whileScoring(() -> harness.pass(Duration.ofMinutes(3)));
      // When: the second tier comes after the end of the mark
      harness.send(
          harness.request(ID, 0.1, 0.9), Marks.expiring(ID, harness.now().plusSeconds(60)));
      // Then
      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.DRILL);
    }
  }

  @Test
  void shouldTouchNoUnmarkedRequestOfTheSamePoll() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      Map<PredictionRequest, RecordHeaders> poll = new LinkedHashMap<>();
      for (int i = 0; i < 4; i++) {
        String drilled = Drill.idOf("run-1", i);
        poll.put(harness.request("r-" + i, 0.9, 0.9), new RecordHeaders());
        poll.put(harness.request(drilled, 0.9, 0.9), good(harness, drilled, Fault.NAN));
      }
      // When
      harness.sendTogether(poll);
      // Then
      for (Decision decision : harness.decisions()) {
        boolean drill = Drill.owns(decision.getRequestId());
        assertThat(decision.getTier()).isEqualTo(drill ? "secondary" : "primary");
        assertThat(decision.getStatus())
            .isEqualTo(drill ? DecisionStatus.DRILL : DecisionStatus.FINAL);
      }
      assertThat(harness.decisions()).hasSize(8);
      // One call for the four of them, got ahead; none of a drill's was.
      assertThat(harness.calls("first")).isEqualTo(1);
      assertThat(count(harness, Meter.BATCH_MEMO, "result", "HIT")).isEqualTo(4);
    }
  }

  @Test
  void shouldCountADrillInItsOwnMetersAlone() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // When
      harness.send(harness.request(ID, 0.9, 0.9), good(harness, ID, Fault.ERROR));
      harness.advance(Duration.ofSeconds(2));
      // Then
      assertThat(count(harness, Meter.DRILL_REQUESTS, "scenario", "rehearsal")).isEqualTo(1);
      assertThat(count(harness, Meter.DRILL_OUTCOMES, "tier", "secondary")).isEqualTo(1);
      for (Meter meter :
          List.of(
              Meter.REQUESTS,
              Meter.DECISIONS,
              Meter.ATTEMPTS,
              Meter.BATCH_MEMO,
              Meter.ESCALATIONS)) {
        assertThat(
                harness.meters.find(meter.meterName()).counters().stream()
                    .mapToDouble(Counter::count)
                    .sum())
            .as(meter.meterName())
            .isZero();
      }
      assertThat(harness.reports()).as("reports to breakers").isEmpty();
    }
  }

  @Test
  void shouldCountADrillSentTwiceAsNobodysDuplicate() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      harness.send(harness.request(ID, 0.9, 0.9), good(harness, ID, Fault.ERROR));
      // When
      harness.send(harness.request(ID, 0.9, 0.9), good(harness, ID, Fault.ERROR));
      // Then
      assertThat(harness.decisions()).hasSize(1);
      assertThat(harness.meters.get(Meter.DUPLICATES.meterName()).counter().count()).isZero();
    }
  }

  @Test
  void shouldTeachNothing() {
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + ALL_EYES)) {
      // Given
      harness.send(harness.request("r", 0.9, 0.9, 0.9));
      int shadows = harness.records(Topic.SHADOW).size();
      int tasks = harness.tasks().size();
      // When
      harness.send(harness.request(ID, 0.9, 0.9, 0.9), good(harness, ID, Fault.NONE));
      // Then
      assertThat(shadows).as("shadows of a real request").isEqualTo(1);
      assertThat(tasks).as("questions of the panel about a real request").isEqualTo(1);
      assertThat(harness.records(Topic.SHADOW)).hasSize(shadows);
      assertThat(harness.tasks()).hasSize(tasks);
      assertThat(harness.decisions().get(1).getAudit()).isNull();
    }
  }

  @Test
  void shouldCloseADrillThatNobodyAnswersAndKeepItADrill() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      PredictionRequest request = harness.request(ID, 0.1, 0.1);
      request.setOnReview(OnReview.PROVISIONAL);
      request.setDeadline(harness.now().plusSeconds(5));
      // When
      harness.send(request, good(harness, ID, Fault.NONE));
      harness.advance(Duration.ofSeconds(6));
      // Then
      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getRationale()).startsWith("This is a drill");
      assertThat(header(harness, Topic.REVIEWS, Header.STATUS.key())).isEqualTo("DRILL");
      assertThat(harness.decisions())
          .extracting(Decision::getStatus)
          .containsExactly(DecisionStatus.DRILL, DecisionStatus.DRILL);
      assertThat(harness.decisions())
          .extracting(decision -> decision.getDrill().getStatus())
          .containsExactly(DecisionStatus.PROVISIONAL, DecisionStatus.FINAL);
      assertThat(harness.decisions().get(1).getReason()).isEqualTo(Reason.REVIEW_TIMEOUT);
      assertThat(harness.meters.get(Meter.PENDING.meterName()).gauge().value()).isZero();
    }
  }

  @Test
  void shouldTakeNoRequestsRoomAmongReviews() {
    try (TopologyHarness harness = new TopologyHarness(DrillTest::withOneReview)) {
      // Given
      harness.send(harness.request(ID, 0.1, 0.1), good(harness, ID, Fault.NONE));
      // When
      harness.send(harness.request("r", 0.1, 0.1));
      // Then
      assertThat(harness.tasks()).hasSize(2);
      assertThat(harness.decisions()).isEmpty();
    }
  }

  @Test
  void shouldTurnADrillAwayAsARequestWouldBeAndKeepItADrill() {
    try (TopologyHarness harness = new TopologyHarness(DrillTest::withOneReview)) {
      // Given
      harness.send(harness.request("r", 0.1, 0.1));
      double attempts = count(harness, Meter.ATTEMPTS, "reason", "OVERLOAD");
      // When
      harness.send(harness.request(ID, 0.1, 0.1), good(harness, ID, Fault.NONE));
      // Then
      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.DRILL);
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.OVERLOAD);
      assertThat(count(harness, Meter.ATTEMPTS, "reason", "OVERLOAD")).isEqualTo(attempts);
      assertThat(harness.meters.get(Meter.PENDING.meterName()).gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void shouldTakeNoRetryFromRequests() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given: a retry is saved up
      for (int i = 0; i < 10; i++) {
        harness.send(harness.request("r" + i, 0.9, 0.9));
      }
      // When
      harness.send(harness.request(ID, 0.9, 0.9), good(harness, ID, Fault.ERROR));
      int before = harness.calls("first");
      harness.send(harness.request("r", "ERROR", 0.9));
      // Then
      assertThat(harness.calls("first") - before).isEqualTo(2);
    }
  }

  @Test
  void shouldTakeNoLabelFromAVerdictOnADrill() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      harness.send(harness.request(ID, 0.1, 0.1), good(harness, ID, Fault.NONE));
      // When
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
      // Then
      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.DRILL);
      assertThat(harness.labels()).isEmpty();
      assertThat(verdicts(harness)).isZero();
      // When: once more, and for a task that there is none of
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
      // Then
      assertThat(verdicts(harness)).isZero();
    }
  }

  @Test
  void shouldCarryTheMarkToTheRightPartition() {
    try (TopologyHarness harness = new TopologyHarness(UnaryOperator.identity(), 7)) {
      // Given
      String id = misplaced();
      // When
      harness.send(harness.request(id, 0.9, 0.9), good(harness, id, Fault.OUTAGE));
      // Then: the driver has read what was written once more
      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.DRILL);
    }
  }

  private static String misplaced() {
    int number = 0;
    while (onPartitionZero(Drill.idOf("run-1", number))) {
      number++;
    }
    return Drill.idOf("run-1", number);
  }

  private static boolean onPartitionZero(String id) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return org.apache.kafka.common.utils.Utils.toPositive(
                org.apache.kafka.common.utils.Utils.murmur2(key))
            % 7
        == 0;
  }

  private static void refused(TopologyHarness harness, String why) {
    assertThat(harness.decisions()).isEmpty();
    assertThat(harness.calls("first")).isZero();
    assertThat(harness.deadLetters()).hasSize(1);
    assertThat(harness.deadLetters().get(0).getCause()).isEqualTo(DeadLetterCause.REFUSED_DRILL);
    assertThat(harness.deadLetters().get(0).getDescription()).contains(why);
    // What comes after it is answered as ever.
    harness.send(harness.request("after", 0.9, 0.9));
    assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
  }

  private static RecordHeaders good(TopologyHarness harness, String id, Fault fault) {
    return Marks.good(id, fault, PRIMARY, harness.now());
  }

  private static RecordHeaders header(String mark) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(Header.DRILL, mark.getBytes(StandardCharsets.UTF_8));
    return headers;
  }

  private static String header(TopologyHarness harness, Topic topic, String name) {
    return new String(
        harness.records(topic).get(0).headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static double verdicts(TopologyHarness harness) {
    return harness.meters.find(Meter.VERDICTS.meterName()).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static double count(TopologyHarness harness, Meter meter, String tag, String value) {
    return harness.meters.find(meter.meterName()).tag(tag, value).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static String withOneReview(String policy) {
    return policy.replace("finishWithin: 30m,", "finishWithin: 30m, maxOpen: 1,");
  }

  private static String withoutPeople(String policy) {
    return policy.replaceAll("(?m)^.*kind: human.*\\n", "");
  }
}
