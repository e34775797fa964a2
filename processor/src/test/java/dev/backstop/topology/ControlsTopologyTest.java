package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.domain.AuditEvent;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditDraw;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class ControlsTopologyTest {

  private static final Duration SPAN = Duration.ofMinutes(10);

  private final boolean batched;

  ControlsTopologyTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldNotAskATierThatAnOperatorHasSwitchedOff() {
    try (TopologyHarness harness = harness()) {
      Control off = send(harness, "loans", new Switch.Off("primary"));
      harness.send(harness.request("r", 0.99, 0.9));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.POLICY_FORCED);
      Attempt passed = decision.getAttempts().get(0);
      assertThat(passed.getReason()).isEqualTo(Reason.POLICY_FORCED);
      assertThat(passed.getControl()).isEqualTo(off.id());
      assertThat(passed.getDetail()).contains("switched off").doesNotContain("olga", "a test");
      assertThat(decision.getAttempts().get(1).getControl()).isNull();
      assertThat(harness.calls("first")).isZero();
    }
  }

  @Test
  void shouldAskItAgainWhenTheSwitchIsTakenBack() {
    try (TopologyHarness harness = harness()) {
      send(harness, "loans", new Switch.Off("primary"));
      harness.send(
          Control.of(
              "loans", new Switch.Normal("tier/primary"), "olga", "well", harness.now(), null));
      harness.send(harness.request("r", 0.99, 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
      assertThat(harness.onlyDecision().getReason()).isNull();
    }
  }

  @Test
  void shouldAskATierThatThePolicyHasOffWhereAnOperatorWantsIt() {
    try (TopologyHarness harness =
        harness("threshold: 0.8, budget: 100ms", "threshold: 0.8, budget: 100ms, enabled: false")) {
      harness.send(harness.request("before", 0.99, 0.9));
      Control on = send(harness, "*", new Switch.On("primary"));
      harness.send(harness.request("after", 0.99, 0.9));

      assertThat(harness.decisions())
          .extracting(Decision::getTier)
          .containsExactly("secondary", "primary");
      assertThat(harness.decisions().get(1).getAttempts().get(0).getControl()).isEqualTo(on.id());
    }
  }

  @Test
  void shouldTakeSurerAnswersAloneWhereAControlTightens() {
    try (TopologyHarness harness = harness()) {
      Control tighten = send(harness, "loans", new Switch.Tighten(0.15));
      harness.send(harness.request("r", 0.9, 0.9));
      harness.advance(SPAN);
      harness.send(harness.request("after", 0.9, 0.9));

      Decision decision = harness.decisions().get(0);
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      Attempt unsure = decision.getAttempts().get(0);
      assertThat(unsure.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(unsure.getThreshold()).isCloseTo(0.95, within(1e-9));
      assertThat(unsure.getControl()).isEqualTo(tighten.id());
      assertThat(unsure.getDetail()).startsWith("sure enough for the policy; models must be surer");
      Attempt taken = decision.getAttempts().get(1);
      assertThat(taken.getThreshold()).isCloseTo(0.85, within(1e-9));
      assertThat(taken.getControl()).isEqualTo(tighten.id());
      assertThat(harness.decisions().get(1).getTier()).as("it has ended").isEqualTo("primary");
      assertThat(harness.decisions().get(1).getAttempts().get(0).getControl()).isNull();
    }
  }

  @Test
  void shouldBeginAtTheForcedTier() {
    try (TopologyHarness harness = harness()) {
      Control force = send(harness, "loans", new Switch.Force("human"));
      harness.send(harness.request("r", 0.99, 0.9));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getAttempts())
          .extracting(Attempt::getTier)
          .containsExactly("primary", "secondary");
      assertThat(task.getAttempts()).extracting(Attempt::getControl).containsOnly(force.id());
      assertThat(harness.records(Topic.SECONDARY)).isEmpty();
      harness.send(harness.verdict(task, "no"));
      assertThat(harness.onlyDecision().getAttempts().get(0).getControl()).isEqualTo(force.id());
    }
  }

  @Test
  void shouldSendEverythingToPeopleFromTheStopUntilItExpires() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("before", 0.99, 0.9));
      Control stop = send(harness, "*", new Switch.Stop());
      harness.send(harness.request("during", 0.99, 0.9));

      assertThat(harness.tasks()).extracting(ReviewTask::getRequestId).containsExactly("during");
      assertThat(harness.tasks().get(0).getAttempts())
          .allSatisfy(
              attempt -> {
                assertThat(attempt.getReason()).isEqualTo(Reason.POLICY_FORCED);
                assertThat(attempt.getControl()).isEqualTo(stop.id());
              });
      assertThat(harness.meters.get(Meter.CONTROLS_ACTIVE.meterName()).gauge().value())
          .isEqualTo(1);

      harness.advance(SPAN);
      harness.send(harness.request("after", 0.99, 0.9));

      assertThat(harness.decisions())
          .filteredOn(decision -> !decision.getRequestId().equals("during"))
          .extracting(Decision::getRequestId, Decision::getTier)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("before", "primary"),
              org.assertj.core.groups.Tuple.tuple("after", "primary"));
      assertThat(harness.controls.audit())
          .extracting(AuditEvent::kind)
          .containsExactly(AuditEvent.Kind.CONTROL_SET, AuditEvent.Kind.CONTROL_EXPIRED);
      assertThat(harness.meters.get(Meter.CONTROLS_ACTIVE.meterName()).gauge().value()).isZero();
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
    }
  }

  @Test
  void shouldDrawForTheAuditAtTheRateThatAnOperatorWantsByThePolicysCoin() {
    try (TopologyHarness harness =
        harness("onReview: WAIT", "onReview: WAIT\naudit: {rate: 0, salt: s1, epoch: 7}")) {
      harness.send(harness.request("before", 0.99, 0.9));
      send(harness, "loans", new Switch.AuditRate(0.27));
      // Of these, u is below .27 for r-2 alone (D1).
      harness.send(harness.request("r-1", 0.99, 0.9));
      harness.send(harness.request("r-2", 0.99, 0.9));

      assertThat(harness.decisions().get(0).getAudit()).isNull();
      assertThat(harness.decisions().get(1).getAudit().getDrawn()).isFalse();
      AuditDraw drawn = harness.decisions().get(2).getAudit();
      assertThat(drawn.getDrawn()).isTrue();
      assertThat(drawn.getPropensity()).isEqualTo(0.27);
      assertThat(drawn.getEpoch()).isEqualTo(7);
      assertThat(harness.tasks()).extracting(ReviewTask::getRequestId).containsExactly("r-2");
    }
  }

  @Test
  void shouldFallBackAtTheVeryEndAlsoWhereNobodyHasNoticedYet() {
    try (TopologyHarness harness = harness()) {
      send(harness, "loans", new Switch.Stop());
      harness.pass(SPAN);
      harness.send(harness.request("r", 0.99, 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldHoldForRequestsThatWereEscalatedBefore() {
    try (TopologyHarness harness = harness()) {
      // The stop comes while the primary is asked, before the secondary's turn.
      harness.whileScoring(
          () -> {
            harness.whileScoring(() -> {});
            harness.hear(control(harness, "loans", new Switch.Stop()));
          });
      harness.send(harness.request("r", 0.3, 0.9));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(
              // An answer that was got ahead of the stop is not taken after it.
              batched ? Reason.POLICY_FORCED : Reason.LOW_CONFIDENCE, Reason.POLICY_FORCED);
      assertThat(harness.calls("first")).isEqualTo(1);
      assertThat(harness.calls("second")).isZero();
      harness.send(harness.verdict(task, "yes"));
    }
  }

  @Test
  void shouldAnswerARequestThatForbidsFallbackByItsFirstTierOrNotAtAll() {
    try (TopologyHarness harness = harness()) {
      send(harness, "loans", new Switch.Stop());
      PredictionRequest request = harness.request("r", 0.99, 0.9);
      request.setAllowFallback(false);
      harness.send(request);

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.POLICY_FORCED);
    }
  }

  @Test
  void shouldLeaveOtherDomainsAlone() {
    try (TopologyHarness harness = harness()) {
      send(harness, "cards", new Switch.Stop());
      harness.send(harness.request("r", 0.99, 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldRefuseWhatIsNoSoundControlAndSayWhy() {
    try (TopologyHarness harness = harness()) {
      Control off = send(harness, "loans", new Switch.Off("primary"));
      harness.publish("stop@loans", "stop it".getBytes(StandardCharsets.UTF_8));
      harness.send(
          Control.of("loans", new Switch.Force("human"), "olga", "for ever", harness.now(), null));
      harness.publish(off.key(), null);
      harness.send(harness.request("r", 0.99, 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.controls.refused())
          .containsOnlyKeys("stop@loans", "force@loans", "tier/primary@loans")
          .containsEntry("force@loans", "it has no end: name when it expires");
      assertThat(harness.controls.audit())
          .extracting(AuditEvent::kind)
          .containsExactly(
              AuditEvent.Kind.CONTROL_SET,
              AuditEvent.Kind.CONTROL_REFUSED,
              AuditEvent.Kind.CONTROL_REFUSED,
              AuditEvent.Kind.CONTROL_REFUSED);
      assertThat(
              harness
                  .meters
                  .get(Meter.CONTROL_CHANGES.meterName())
                  .tag("result", "REFUSED")
                  .counter()
                  .count())
          .isEqualTo(3);
    }
  }

  private TopologyHarness harness(String... change) {
    TopologyHarness harness =
        new TopologyHarness(
            policy -> change.length == 0 ? policy : policy.replace(change[0], change[1]));
    return batched ? harness.batched() : harness;
  }

  private static Control control(TopologyHarness harness, String domain, Switch set) {
    return Control.of(domain, set, "olga", "a test", harness.now(), harness.now().plus(SPAN));
  }

  private static Control send(TopologyHarness harness, String domain, Switch set) {
    Control control = control(harness, domain, set);
    harness.send(control);
    return control;
  }
}
