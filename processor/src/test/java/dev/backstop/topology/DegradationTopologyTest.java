package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DegradationLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What decisions say of the time they were made in. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class DegradationTopologyTest {

  private final boolean batched;

  DegradationTopologyTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldSayOfEachDecisionHowFarTheDomainWasDegraded() {
    try (TopologyHarness harness = harness(UnaryOperator.identity())) {
      // When
      harness.send(harness.request("well", 0.99, 0.9));
      set(harness, new Switch.Off("primary"));
      harness.send(harness.request("quiet", 0.99, 0.9));
      set(harness, new Switch.Off("human"));
      harness.send(harness.request("partial", 0.99, 0.2));

      // Then
      assertThat(harness.decisions())
          .extracting(Decision::getDegradationLevel)
          .containsExactly(
              DegradationLevel.NORMAL,
              DegradationLevel.QUIET_DEGRADATION,
              DegradationLevel.PARTIAL_FUNCTION);
      assertThat(harness.records(Topic.DECISIONS))
          .extracting(DegradationTopologyTest::header)
          .containsExactly("NORMAL", "QUIET_DEGRADATION", "PARTIAL_FUNCTION");
      assertThat(harness.decisions())
          .as("a tier that stands in is the ladder at work")
          .extracting(Decision::getDegraded)
          .containsExactly(false, false, true);
    }
  }

  @Test
  void shouldKeepWithAQuestionTheLevelAtWhichItWasPut() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("onReview: WAIT", "onReview: PROVISIONAL"))) {
      // Given
      set(harness, new Switch.Stop());
      harness.send(harness.request("r", 0.99, 0.9));
      assertThat(harness.tasks().get(0).getDegradationLevel())
          .isEqualTo(DegradationLevel.FULL_ESCALATION);
      assertThat(header(harness.records(Topic.REVIEWS).get(0))).isEqualTo("FULL_ESCALATION");
      // When
      harness.send(
          Control.of("loans", new Switch.Normal("stop"), "olga", "well", harness.now(), null));
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
      // Then
      assertThat(harness.decisions())
          .extracting(Decision::getDegradationLevel)
          .containsExactly(DegradationLevel.FULL_ESCALATION, DegradationLevel.FULL_ESCALATION);
      assertThat(harness.decisions().get(0).getExpectedBy())
          .as("when the answer may be expected")
          .isEqualTo(harness.tasks().get(0).getFinishBy());
    }
  }

  @Test
  void shouldTellWhoGetsLessThanAnAnswerEvenWhereThePolicyHasNoSentence() {
    try (TopologyHarness harness =
        harness(policy -> policy.substring(0, policy.indexOf("notices:")))) {
      // When
      set(harness, new Switch.Stop());
      harness.send(harness.request("r", 0.99, 0.9));
      harness.advance(Duration.ofMinutes(31));
      // Then
      Decision decision = harness.onlyDecision();
      assertThat(decision.getDegraded()).isTrue();
      assertThat(decision.getNotice().getKey()).isEqualTo("DEGRADED");
      assertThat(decision.getNotice().getText())
          .isEqualTo("This answer was given in a simpler way than usual.");
    }
  }

  private static void set(TopologyHarness harness, Switch set) {
    harness.send(
        Control.of(
            "loans",
            set,
            "olga",
            "a test",
            harness.now(),
            harness.now().plus(Duration.ofMinutes(10))));
  }

  private static String header(TestRecord<String, SpecificRecord> record) {
    return new String(
        record.headers().lastHeader(Header.DEGRADATION_LEVEL.key()).value(),
        StandardCharsets.UTF_8);
  }

  private TopologyHarness harness(UnaryOperator<String> policy) {
    TopologyHarness harness = new TopologyHarness(policy);
    return batched ? harness.batched() : harness;
  }
}
