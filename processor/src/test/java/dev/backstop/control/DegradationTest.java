package dev.backstop.control;

import static dev.backstop.domain.DegradationLevel.FULL_ESCALATION;
import static dev.backstop.domain.DegradationLevel.NORMAL;
import static dev.backstop.domain.DegradationLevel.PARTIAL_FUNCTION;
import static dev.backstop.domain.DegradationLevel.QUIET_DEGRADATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.Breakers;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Closed;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.Open;
import dev.backstop.guard.Ramp;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.Shadow;
import dev.backstop.guard.Trial;
import dev.backstop.guard.TripReason;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DegradationTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String HEAD =
      """
      format: backstop-policy/1
      name: test
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 2h
      onReview: WAIT
      onTimeout: DEFAULT
      """;
  private static final String LADDER =
      """
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m}
        - {tier: default, kind: default, label: "no"}
      """;
  private static final String SEGMENTS =
      """
      features: {amount: {type: NUMBER}}
      segments:
        - segment: large
          when: features.amount > 1000
          deadline: 1h
      """;
  private static final Policy PLAIN = PolicyTexts.policy(HEAD + LADDER);
  private static final Policy SEGMENTED = PolicyTexts.policy(HEAD + LADDER + SEGMENTS);

  private static final Cause CAUSE = new Cause(TripReason.FAILURES, new Evidence(50, 12));
  private static final Trial TRIAL = new Trial(1, new Evidence(1, 0), null);
  private static final BreakerState OPEN = new Open(CAUSE, false, 1, 1, 31_000L);

  private static Stream<Arguments> standings() {
    BreakerState shadow = new Shadow(CAUSE, TRIAL, 1, 1);
    return Stream.of(
        Arguments.of(NORMAL, List.of(), List.of()),
        Arguments.of(NORMAL, List.of(), List.of(news("first", new Closed(1, 1, CAUSE), 1))),
        // A model that no tier of the ladder asks, or that answers every request of its ramp.
        Arguments.of(NORMAL, List.of(), List.of(news("candidate", OPEN, 0))),
        Arguments.of(NORMAL, List.of(), List.of(news("first", new Ramp(CAUSE, 4, TRIAL, 1, 1), 1))),
        Arguments.of(
            NORMAL, List.of(new Switch.AuditRate(0.5), new Switch.CanaryShare(0.0)), List.of()),
        Arguments.of(NORMAL, List.of(new Switch.On("primary")), List.of()),
        Arguments.of(QUIET_DEGRADATION, List.of(), List.of(news("first", OPEN, 0))),
        Arguments.of(QUIET_DEGRADATION, List.of(), List.of(news("second", OPEN, 0))),
        Arguments.of(QUIET_DEGRADATION, List.of(), List.of(news("first", shadow, .1))),
        Arguments.of(QUIET_DEGRADATION, List.of(), List.of(ramp("first", .25))),
        Arguments.of(QUIET_DEGRADATION, List.of(new Switch.Off("primary")), List.of()),
        Arguments.of(QUIET_DEGRADATION, List.of(new Switch.Force("secondary")), List.of()),
        Arguments.of(PARTIAL_FUNCTION, List.of(new Switch.Off("human")), List.of()),
        Arguments.of(PARTIAL_FUNCTION, List.of(new Switch.Off("default")), List.of()),
        Arguments.of(
            PARTIAL_FUNCTION, List.of(), List.of(news("first", OPEN, 0), ramp("second", .5))),
        Arguments.of(
            PARTIAL_FUNCTION, List.of(new Switch.Off("secondary")), List.of(ramp("first", .01))),
        Arguments.of(
            FULL_ESCALATION,
            List.of(),
            List.of(news("first", OPEN, 0), news("second", shadow, .1))),
        Arguments.of(
            FULL_ESCALATION, List.of(new Switch.Off("primary")), List.of(news("second", OPEN, 0))),
        Arguments.of(FULL_ESCALATION, List.of(new Switch.Force("human")), List.of()),
        Arguments.of(FULL_ESCALATION, List.of(new Switch.Stop()), List.of()));
  }

  @ParameterizedTest
  @MethodSource("standings")
  void shouldBeAsGraveAsWhatIsAway(
      DegradationLevel level, List<Switch> set, List<BreakerNews> news) {
    Degradation found = Degradation.of(PLAIN, switches(set), breakers(news), NOW);

    assertThat(found.level()).isEqualTo(level);
    assertThat(found.lacks().isEmpty()).isEqualTo(level == NORMAL);
    assertThat(Degradation.level(PLAIN, switches(set), breakers(news), NOW)).isEqualTo(level);
  }

  @Test
  void shouldSayWhatIsAwayAndWhy() {
    Degradation found =
        Degradation.of(
            PLAIN,
            switches(List.of(new Switch.Off("secondary"))),
            breakers(List.of(ramp("first", .25))),
            NOW);

    assertThat(found.lacks())
        .extracting(Degradation.Lack::inWords)
        .containsExactly(
            "tier 'primary': the breaker of model 'first' lets 0.25 of the requests through",
            "tier 'secondary': an operator's switch: tier 'secondary' is switched off");
  }

  @Test
  void shouldCountASwitchUntilItExpiresAndNoLonger() {
    Switches switches = switches(List.of(new Switch.Stop()));

    assertThat(Degradation.of(PLAIN, switches, Breakers.NONE, NOW.plusSeconds(59)).level())
        .isEqualTo(FULL_ESCALATION);
    assertThat(Degradation.of(PLAIN, switches, Breakers.NONE, NOW.plusSeconds(60)))
        .isEqualTo(new Degradation(NORMAL, List.of()));
  }

  @Test
  void shouldBePartialWhereOneOfSeveralSegmentsHasNoModelLeft() {
    // Given
    Breakers breakers =
        breakers(List.of(news("first", "large", OPEN, 0), news("second", "large", OPEN, 0)));
    // When
    Degradation found = Degradation.of(SEGMENTED, Switches.NONE, breakers, NOW);
    // Then
    assertThat(found.level()).isEqualTo(PARTIAL_FUNCTION);
    assertThat(found.lacks())
        .extracting(Degradation.Lack::inWords)
        .containsExactly(
            "in segment 'large': tier 'primary': the breaker of model 'first' is OPEN",
            "in segment 'large': tier 'secondary': the breaker of model 'second' is OPEN");
    assertThat(SEGMENTED.variants())
        .extracting(variant -> Degradation.level(variant, Switches.NONE, breakers, NOW))
        .containsExactly(NORMAL, FULL_ESCALATION);
  }

  @Test
  void shouldBeFullWhereNoSegmentHasAModelLeft() {
    Breakers breakers =
        breakers(
            List.of(
                news("first", "large", OPEN, 0),
                news("second", "large", OPEN, 0),
                news("first", OPEN, 0),
                news("second", OPEN, 0)));

    assertThat(Degradation.of(SEGMENTED, Switches.NONE, breakers, NOW).level())
        .isEqualTo(FULL_ESCALATION);
  }

  @Test
  void shouldNeedAsManyModelsOfAnEnsembleAsItSays() {
    // Given
    Policy policy =
        PolicyTexts.policy(
            HEAD
                + """
                ladder:
                  - {tier: committee, kind: ensemble, combine: MAJORITY, minimum: 2, threshold: 0.8, budget: 1s, members: [{model: a}, {model: b}, {model: c}]}
                  - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m}
                  - {tier: default, kind: default, label: "no"}
                """);
    // Then
    assertThat(level(policy, news("a", OPEN, 0))).isEqualTo(QUIET_DEGRADATION);
    assertThat(level(policy, news("a", OPEN, 0), ramp("b", .5))).isEqualTo(PARTIAL_FUNCTION);
    assertThat(level(policy, news("a", OPEN, 0), news("b", OPEN, 0))).isEqualTo(FULL_ESCALATION);
  }

  @Test
  void shouldNotHeedBreakersThatThePolicyHasOff() {
    Policy policy = PolicyTexts.policy(HEAD + LADDER + "breaker: {enabled: false}\n");

    assertThat(level(policy, news("first", OPEN, 0))).isEqualTo(NORMAL);
  }

  @Test
  void shouldNotMissWhatThePolicyItselfHasOff() {
    // Given
    Policy policy =
        PolicyTexts.policy(HEAD + LADDER.replace("budget: 100ms", "budget: 100ms, enabled: false"));
    // Then
    assertThat(level(policy)).isEqualTo(NORMAL);
    assertThat(level(policy, news("first", OPEN, 0))).isEqualTo(NORMAL);
    assertThat(level(policy, news("second", OPEN, 0))).isEqualTo(FULL_ESCALATION);
    assertThat(
            Degradation.of(
                    policy,
                    switches(List.of(new Switch.On("primary"))),
                    breakers(List.of(news("second", OPEN, 0))),
                    NOW)
                .level())
        .as("an operator has put another one in its place")
        .isEqualTo(QUIET_DEGRADATION);
  }

  @Test
  void shouldBeFullWhereRulesAloneAnswerAndAreStopped() {
    // Given
    Policy policy =
        PolicyTexts.policy(
            HEAD
                + """
                features: {amount: {type: NUMBER}}
                ladder:
                  - tier: rules
                    kind: rules
                    rules:
                      - {rule: large, when: features.amount > 5, label: "no"}
                  - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m}
                  - {tier: default, kind: default, label: "no"}
                """);
    // Then
    assertThat(level(policy)).isEqualTo(NORMAL);
    assertThat(
            Degradation.of(policy, switches(List.of(new Switch.Stop())), Breakers.NONE, NOW)
                .level())
        .isEqualTo(FULL_ESCALATION);
  }

  private static DegradationLevel level(Policy policy, BreakerNews... news) {
    return Degradation.of(policy, Switches.NONE, breakers(List.of(news)), NOW).level();
  }

  private static Switches switches(List<Switch> set) {
    Controls controls = Controls.NONE;
    for (Switch one : set) {
      controls =
          controls.with(Control.of("loans", one, "olga", "a test", NOW, NOW.plusSeconds(60)));
    }
    return controls.forDomain("loans");
  }

  private static Breakers breakers(List<BreakerNews> news) {
    Breakers breakers = Breakers.NONE;
    for (BreakerNews one : news) {
      breakers = breakers.with(one);
    }
    return breakers;
  }

  private static BreakerNews ramp(String model, double share) {
    return news(model, new Ramp(CAUSE, 1, TRIAL, 1, 1), share);
  }

  private static BreakerNews news(String model, BreakerState state, double share) {
    return news(model, null, state, share);
  }

  private static BreakerNews news(String model, String segment, BreakerState state, double share) {
    return new BreakerNews(
        new Guarded(model, segment),
        "loans",
        "t",
        BreakerStatus.of(state),
        share,
        null,
        RiskReading.NONE,
        DriftMemory.NONE,
        null,
        "12 of 50 calls failed",
        "app/4_0",
        1);
  }
}
