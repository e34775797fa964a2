package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Score;
import dev.backstop.drill.DrillJudge;
import dev.backstop.drill.DrillPlan;
import dev.backstop.drill.DrillPlan.Phase;
import dev.backstop.drill.DrillPlan.Planned;
import dev.backstop.drill.DrillReport;
import dev.backstop.drill.DrillReport.Check;
import dev.backstop.drill.Scenario;
import dev.backstop.drill.Seen;
import dev.backstop.model.BoundedScorer;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Scorer;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.PredictionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each scenario, on the whole topology: it passes, and it does not where its guard is missing. */
class DrillScenariosTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final UnaryOperator<String> AS_IT_IS = UnaryOperator.identity();
  private static final ModelFaults GUARDED = ModelFaults.guarded();

  /**
   * What may be missing of a whole topology.
   *
   * @param ticks whether deadlines of reviews are kept
   * @param checked whether models check their inputs
   */
  private record Guards(
      UnaryOperator<String> policy, ModelFaults faults, boolean ticks, boolean checked) {
    private static final Guards ALL = new Guards(AS_IT_IS, GUARDED, true, true);
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldPassWhereAllGuardsAreInPlace(Scenario scenario) {
    // When
    DrillReport report = run(scenario, Guards.ALL, 0.9);
    // Then
    assertThat(report.broken()).isEmpty();
    assertThat(report.lost()).isZero();
    assertThat(report.detected()).isNotNull();
    assertThat(report.recovered()).isNotNull();
    assertThat(report.asBefore()).isEqualTo(3);
    assertThat(report.decisions(Phase.BEFORE, "primary")).isEqualTo(3);
  }

  static Stream<Arguments> withoutTheirGuards() {
    UnaryOperator<String> noFallback = DrillScenariosTest::withoutFallback;
    UnaryOperator<String> noThreshold =
        policy -> policy.replace("threshold: 0.8", "threshold: 0.0");
    Guards alone = new Guards(noFallback, GUARDED, true, true);
    Guards unbounded = new Guards(AS_IT_IS, ModelFaults.guardedBy(scorer -> scorer), true, true);
    Guards unchecked =
        new Guards(AS_IT_IS, ModelFaults.guardedBy(DrillScenariosTest::unchecked), true, true);
    Guards trusting = new Guards(AS_IT_IS, GUARDED, true, false);
    return Stream.of(
        Arguments.of(Scenario.OUTAGE, alone, "fallback-answered"),
        Arguments.of(Scenario.ERROR_RATE, alone, "fallback-answered"),
        Arguments.of(Scenario.SLOW, unbounded, "noticed"),
        Arguments.of(Scenario.HANG, unbounded, "noticed"),
        Arguments.of(Scenario.NAN, unchecked, "noticed"),
        Arguments.of(
            Scenario.CONFIDENCE_COLLAPSE, new Guards(noThreshold, GUARDED, true, true), "noticed"),
        Arguments.of(Scenario.CORRUPTED_FEATURES, trusting, "noticed"),
        Arguments.of(Scenario.MISSING_FEATURE_SOURCE, trusting, "noticed"),
        Arguments.of(Scenario.DRIFTED_INPUTS, trusting, "noticed"),
        Arguments.of(Scenario.SECONDARY_DOWN_TOO, alone, "fallback-answered"),
        Arguments.of(
            Scenario.NO_REVIEWERS, new Guards(AS_IT_IS, GUARDED, false, true), "nothing-lost"));
  }

  @ParameterizedTest(name = "{0} without its guard")
  @MethodSource("withoutTheirGuards")
  void shouldFailWithoutItsGuard(Scenario scenario, Guards guards, String broken) {
    // When
    DrillReport report = run(scenario, guards, 0.9);
    // Then
    assertThat(report.broken()).extracting(Check::name).contains(broken);
    assertThat(report.passed()).isFalse();
  }

  @Test
  void shouldHaveAGuardlessRunOfEachScenario() {
    List<Object> without = withoutTheirGuards().map(arguments -> arguments.get()[0]).toList();
    assertThat(without).containsExactlyInAnyOrderElementsOf(List.of(Scenario.values()));
  }

  @Test
  void shouldSayNothingWhereTheModelIsNotWellInTheFirstPlace() {
    // When
    DrillReport report = run(Scenario.OUTAGE, Guards.ALL, "ERROR");
    // Then
    assertThat(report.broken()).extracting(Check::name).contains("healthy-before");
  }

  @Test
  void shouldReadTheFallbackOfAFeatureWhoseSourceIsGone() {
    // Given
    UnaryOperator<String> withFallback =
        policy ->
            policy
                + """
                features:
                  first: {type: NUMBER, fallback: [spare]}
                  spare: {type: NUMBER}
                """;
    // When
    DrillReport report =
        run(Scenario.MISSING_FEATURE_SOURCE, new Guards(withFallback, GUARDED, true, true), 0.9);
    // Then
    assertThat(report.broken()).isEmpty();
    assertThat(report.decisions(Phase.DURING, "primary")).isEqualTo(3);
  }

  private static DrillReport run(Scenario scenario, Guards guards, Object first) {
    // What fails at once has time to, however busy the machine is.
    boolean waits = scenario == Scenario.SLOW || scenario == Scenario.HANG;
    UnaryOperator<String> policy =
        text -> guards.policy().apply(waits ? text : text.replace("budget: 100ms", "budget: 3s"));
    try (TopologyHarness harness = new TopologyHarness(policy, 1, 100_000, guards.faults())) {
      if (!guards.checked()) {
        harness.trusting();
      }
      DrillPlan plan =
          DrillPlan.of(
              scenario, "run-1", PolicyTexts.policy(policy.apply(TopologyHarness.POLICY)), null, 3);
      Map<String, Seen> seen = new HashMap<>();
      Instant startedAt = harness.now();
      for (Phase phase : Phase.values()) {
        for (Planned planned : plan.in(phase)) {
          Instant deadline = harness.now().plus(DEADLINE);
          PredictionRequest request = harness.request(planned.requestId(), first, 0.9);
          request.setDeadline(deadline);
          request.getFeatures().put("spare", 0.95);
          harness.send(request, Marks.of(planned.requestId(), planned.drill(), harness.now()));
          seen.put(planned.requestId(), Seen.sent(harness.now(), deadline));
        }
        if (guards.ticks()) {
          harness.advance(DEADLINE.plusSeconds(1));
        }
      }
      look(harness, seen);
      return DrillJudge.judge(plan, "loans", "ops", startedAt, seen);
    }
  }

  private static void look(TopologyHarness harness, Map<String, Seen> seen) {
    for (dev.backstop.v1.Decision record : harness.decisions()) {
      Decision decision = DecisionMapper.fromAvro(record);
      if (decision.status().isTerminal()) {
        seen.computeIfPresent(
            decision.requestId(), (id, one) -> one.decided(decision, decision.decidedAt()));
      }
    }
    for (DeadLetter letter : harness.deadLetters()) {
      seen.computeIfPresent(
          letter.getRequestId(), (id, one) -> one.refused(letter.getDescription()));
    }
  }

  /** The ladder of the first tier alone. */
  private static String withoutFallback(String policy) {
    return policy
        .replaceAll("(?m)^  - \\{tier: (secondary|human|default).*\\n", "")
        .replace("onTimeout: DEFAULT", "onTimeout: REJECT");
  }

  /** A guard that takes whatever a model gives for an answer. */
  private static Scorer unchecked(Scorer faulty) {
    Outcome garbage = new Outcome.Scored(new Score("yes", Map.of("yes", 1.0, "no", 0.0), 1, 1));
    return new BoundedScorer(
        "drill",
        rows ->
            faulty.scoreAll(rows).stream()
                .map(outcome -> outcome instanceof Outcome.Failed ? garbage : outcome)
                .toList(),
        1,
        1,
        Duration.ofSeconds(1));
  }
}
