package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.condition.Conditions;
import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.model.Input;
import dev.backstop.model.NumberRule;
import dev.backstop.model.NumericInput;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Charter;
import dev.backstop.policy.Combination;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Segment;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.topology.names.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LadderModelsTest {

  private static final Policies POLICIES =
      new Policies(
          List.of(
              new Policy(
                  new PolicyRef("p", "1", "0"),
                  "d",
                  Duration.ofHours(1),
                  List.of(
                      new Tier.Model("a", "fast", 0.9, Duration.ofMillis(10), true),
                      new Tier.Model("b", "slow", 0.9, Duration.ofMillis(10), true),
                      new Tier.Human(
                          "c",
                          List.of("yes", "no"),
                          Duration.ofMinutes(1),
                          Duration.ofMinutes(2),
                          1,
                          Set.of()),
                      new Tier.Default("e", "maybe")),
                  OnReview.WAIT,
                  OnTimeout.DEFAULT,
                  Map.of())));

  @Test
  void shouldNeedTheFirstModelInThePrimaryPartAndTheOthersInTheSecondary() {
    assertThat(LadderModels.neededBy(Role.PRIMARY, POLICIES)).containsExactly("fast");
    assertThat(LadderModels.neededBy(Role.SECONDARY, POLICIES)).containsExactly("slow");
    assertThat(LadderModels.neededBy(Role.REVIEW, POLICIES)).isEmpty();
    assertThat(LadderModels.neededBy(Role.ALL, POLICIES)).containsExactly("fast", "slow");
  }

  @Test
  void shouldNeedACanaryAtItsTierAndInTheShadowPartWhateverItMayAsk() {
    // Given
    Policy plain = POLICIES.all().get(0);
    Candidates candidates =
        new Candidates(
            candidate(Candidate.Mode.CANARY, "a", "new"),
            candidate(Candidate.Mode.SHADOW, "b", "newer"));
    Policies policies = new Policies(List.of(plain.with(Charter.PLAIN.with(candidates))));

    // Then
    assertThat(LadderModels.neededBy(Role.PRIMARY, policies)).containsExactly("fast", "new");
    assertThat(LadderModels.neededBy(Role.SECONDARY, policies)).containsExactly("slow");
    assertThat(LadderModels.neededBy(Role.SHADOW, policies))
        .containsExactly("fast", "new", "newer", "slow");
    assertThat(LadderModels.neededBy(Role.SHADOW, POLICIES)).containsExactly("fast", "slow");
    assertThat(LadderModels.neededBy(Role.GUARD, policies)).isEmpty();
    assertThat(LadderModels.problems(Role.SHADOW, policies, Map.of()))
        .anySatisfy(problem -> assertThat(problem).contains("'newer'"));
  }

  private static Candidate candidate(Candidate.Mode mode, String tier, String model) {
    return new Candidate(mode, tier, model, 0.5, true, false, null, 100);
  }

  @Test
  void shouldTellADanglingModelAndALabelNoModelKnows() {
    List<String> problems =
        LadderModels.problems(Role.ALL, POLICIES, Map.of("fast", List.of("yes", "no")));

    assertThat(problems)
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("model 'slow'", "(there: fast)"))
        .anySatisfy(
            problem -> assertThat(problem).contains("tier 'e'", "'maybe'", "known: no, yes"));
  }

  @Test
  void shouldNeedEveryModelOfAnEnsembleAndKnowTheLabelsOfAStack() {
    // Given
    Policies policies =
        new Policies(
            List.of(
                new Policy(
                    new PolicyRef("p", "1", "0"),
                    "d",
                    Duration.ofHours(1),
                    List.of(
                        new Tier.Ensemble(
                            "a",
                            List.of("fast", "slow"),
                            new Combination.Stacking(
                                Map.of("yes", 0.0, "never", 0.0),
                                List.of(
                                    Map.of("yes", 1.0, "never", 0.0),
                                    Map.of("yes", 1.0, "never", 0.0))),
                            2,
                            0.5,
                            Duration.ofMillis(10),
                            Terms.PLAIN)),
                    OnReview.WAIT,
                    OnTimeout.REJECT,
                    Map.of())));
    // When
    List<String> problems =
        LadderModels.problems(Role.PRIMARY, policies, Map.of("fast", List.of("yes", "no")));
    // Then
    assertThat(LadderModels.neededBy(Role.PRIMARY, policies)).containsExactly("fast", "slow");
    assertThat(problems)
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("model 'slow'"))
        .anySatisfy(problem -> assertThat(problem).contains("tier 'a'", "'never'"));
  }

  @Test
  void shouldNeedTheModelsThatASegmentsFlagsChoose() {
    // Given
    Policy base = POLICIES.all().get(0);
    Policy policy =
        base.with(
            List.of(
                new Segment(
                    "s",
                    new Conditions(Map.of()).compile("true", problem -> {}).orElseThrow(),
                    base.forSegment(
                        "s",
                        base.deadline(),
                        List.of(new Tier.Model("a", "newer", 0.9, Duration.ofMillis(10), true)),
                        base.onReview(),
                        OnTimeout.REJECT))));
    // Then
    assertThat(LadderModels.neededBy(Role.PRIMARY, new Policies(List.of(policy))))
        .containsExactly("fast", "newer");
  }

  /** In a segment's ladder as well; a model that the policy does not ask may read what it likes. */
  @Test
  void shouldTellAFeatureThatAModelReadsOtherwise() {
    // Given
    Policy policy =
        PolicyTexts.policy(
            """
            format: backstop-policy/1
            name: p
            version: 1.0.0
            domain: d
            owner: o
            deadline: 1h
            features:
              amount: {type: TEXT}
            ladder:
              - {tier: a, kind: model, model: fast, threshold: 0.9, budget: 10ms}
              - {tier: e, kind: default, label: "no"}
            """);
    List<Input> inputs = List.of(new NumericInput("amount", NumberRule.PLAIN, null, false));
    // When
    List<String> problems =
        LadderModels.misread(List.of(policy), Map.of("fast", inputs, "other", inputs));
    // Then
    assertThat(problems)
        .containsExactly(
            "policy 'p': feature 'amount' is TEXT in the policy, and model 'fast' reads NUMBER: conditions on it cannot be told");
    assertThat(LadderModels.misread(List.of(policy), Map.of())).isEmpty();
  }

  @Test
  void shouldNotJudgeLabelsWhereNoModelIsLoaded() {
    assertThat(LadderModels.problems(Role.REVIEW, POLICIES, Map.of())).isEmpty();
  }
}
