package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PolicyRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TierMixesTest {

  private static final Tightened POLICY =
      Tightened.of("name: p\nversion: 1.0.0\nladder:\n  - threshold: 0.80\n  - threshold: 0.70\n");

  private final Map<Integer, Decision> decisions = new TreeMap<>();

  @Test
  void shouldRaiseTheFirstThresholdAloneAndNameTheNextVersion() {
    assertThat(POLICY.before()).isEqualTo("1.0.0");
    assertThat(POLICY.version()).isEqualTo("1.1.0");
    assertThat(POLICY.lenient()).isEqualTo(0.8);
    assertThat(POLICY.document())
        .isEqualTo("name: p\nversion: 1.1.0\nladder:\n  - threshold: 0.95\n  - threshold: 0.70\n");
  }

  @Test
  void shouldTellTheStagesApartByTheVersionThatEachDecisionNames() {
    // Given
    goodRun();
    // When
    TierMixes mixes = TierMixes.of(decisions, POLICY);
    // Then
    assertThat(mixes.mixes().get(TierMixes.Stage.BEFORE))
        .isEqualTo(Map.of("primary", 3L, "human", 1L));
    assertThat(mixes.mixes().get(TierMixes.Stage.TIGHTENED))
        .isEqualTo(Map.of("primary", 1L, "human", 3L));
    assertThat(mixes.mixes().get(TierMixes.Stage.BACK))
        .isEqualTo(Map.of("primary", 3L, "human", 1L));
    assertThat(mixes.lines())
        .containsExactly(
            "  the policy   decisions       human     primary",
            "  before               4      25.0 %      75.0 %",
            "  tightened            4      75.0 %      25.0 %",
            "  rolled back          4      25.0 %      75.0 %");
  }

  @Test
  void shouldFindNoFlawInAGoodRun() {
    // Given
    goodRun();
    // Then
    assertThat(flaws(12)).isEmpty();
  }

  @Test
  void shouldFindARequestWithoutADecision() {
    // Given
    goodRun();
    // Then
    assertThat(flaws(13)).containsExactly("request 12 has 0 terminal decisions");
  }

  @Test
  void shouldFindADecisionUnderAMixture() {
    // Given
    goodRun();
    decisions.put(5, decision("1.1.0", "primary", 0.8));
    // Then
    assertThat(flaws(12)).containsExactly("request 5 was held against 0.8 and names 1.1.0");
  }

  @Test
  void shouldFindAnotherVersion() {
    // Given
    goodRun();
    decisions.put(0, decision("0.9.0", "primary", 0.8));
    // Then
    assertThat(flaws(12)).containsExactly("request 0 was decided under 0.9.0");
  }

  @Test
  void shouldFindAMixThatDidNotMoveAndOneThatDidNotReturn() {
    // Given
    for (int number = 0; number < 12; number++) {
      boolean tight = number >= 4 && number < 8;
      String tier = number < 4 ? "human" : "primary";
      decisions.put(number, decision(tight ? "1.1.0" : "1.0.0", tier, tight ? 0.95 : 0.8));
    }
    // Then
    assertThat(flaws(12))
        .containsExactly("the primary's share did not fall when its threshold rose");
    // Given
    decisions.clear();
    goodRun();
    for (int number = 8; number < 12; number++) {
      decisions.put(number, decision("1.0.0", "human", 0.8));
    }
    // Then
    assertThat(flaws(12)).containsExactly("the primary's share did not return after the rollback");
  }

  /** Four before, four tightened, four after. */
  private void goodRun() {
    for (int number = 0; number < 12; number++) {
      boolean tight = number >= 4 && number < 8;
      boolean person = tight ? number != 4 : number % 4 == 3;
      decisions.put(
          number,
          decision(tight ? "1.1.0" : "1.0.0", person ? "human" : "primary", tight ? 0.95 : 0.8));
    }
  }

  private List<String> flaws(int sent) {
    Map<Integer, List<Decision>> terminal = new TreeMap<>();
    decisions.forEach(
        (number, decision) -> terminal.put(number, new ArrayList<>(List.of(decision))));
    return TierMixes.flaws(sent, terminal, POLICY);
  }

  private static Decision decision(String version, String tier, double threshold) {
    Attempt primary = Examples.model(0.9, null);
    primary.setThreshold(threshold);
    Decision decision = new Decision();
    decision.setTier(tier);
    decision.setPolicy(new PolicyRef("credit", version, Examples.POLICY_DIGEST));
    decision.setAttempts(List.of(primary));
    return decision;
  }
}
