package dev.backstop.policy;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLintTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      features:
        amount: {type: NUMBER}
      segments:
        - {segment: large, when: features.amount > 3000, tiers: {a: {threshold: 0.95}}}
        - {segment: small, when: features.amount < 30, tiers: {a: {threshold: 0.7}}}
      ladder:
        - tier: stops
          kind: rules
          rules:
            - {rule: free, when: features.amount < 1, label: x}
            - {rule: dear, when: features.amount > 90000, then: REVIEW}
        - {tier: a, kind: model, model: m, threshold: 0.8, budget: 100ms}
        - {tier: a2, kind: model, model: n, threshold: 0.8, budget: 100ms}
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: y}
      notices: {DEGRADED: By a rule., REJECTED: No.}
      """;

  @Test
  void shouldSayNothingOfAPolicyThatIsMeant() throws IOException {
    assertThat(PolicyLint.remarks(policy(POLICY))).isEmpty();
    assertThat(
            PolicyLint.remarks(
                policy(
                    Files.readString(
                        Path.of("..", "scripts", "credit", "policies", "credit.yaml")))))
        .isEmpty();
  }

  @Test
  void shouldRemarkOnACandidateAtATierThatIsOff() {
    // Given
    String off =
        POLICY.replace(
                "model: n, threshold: 0.8, budget: 100ms}",
                "model: n, threshold: 0.8, budget: 100ms, enabled: false}")
            + "shadow: {tier: a2, model: o@1, share: 1}\n";
    // Then
    assertThat(PolicyLint.remarks(policy(off)))
        .containsExactly("the shadow is at tier 'a2', which is switched off");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          threshold: 0.8, budget: 100ms}\\n  - {tier: a2; threshold: 0, budget: 100ms}\\n  - {tier: a2; tier 'a2' is reached by failures alone
          model: m, threshold: 0.8; model: m, threshold: 1; tier 'a' has the threshold 1
          deadline: 1h; deadline: 150ms; the budgets of all models together are longer than the deadline
          takeWithin: 1m; takeWithin: 11m; tier 'b' lets people begin later than they must have finished
          finishWithin: 10m; finishWithin: 2h; tier 'b' gives people longer than the deadline
          amount > 90000; amount  < 1; has the rule 'dear', which never applies: 'free' before it
          when: features.amount < 1,; when: true,; tier 'stops' has the rule 'dear', which never applies: 'free' before it always does
          amount < 30; amount > 3000; segment 'small' never applies: 'large' before it has the same condition
          when: features.amount > 3000; when: true; segment 'small' never applies: 'large' before it always does
          threshold: 0.7}; threshold: 0.8}; segment 'small' changes nothing
          amount < 30; amount > 5000; segment 'small' never applies: 'large' before it does wherever it would
          amount < 30; amount == 3001.5 && has(features.amount); segment 'small' never applies: 'large' before it does wherever it would
          amount < 30; amount < 30 && 40 < features.amount; segment 'small' never applies: nothing can be all that its condition asks for
          amount > 90000; amount <= 0.5; has the rule 'dear', which never applies: 'free' before it does wherever it would
          REJECTED: No.}; REJECTED: No.}\\nonReview: PROVISIONAL; no notice for PROVISIONAL: the person concerned is told a general sentence, in English
          notices: {DEGRADED: By a rule.; notices: {LOW_CONFIDENCE: Unsure., TIMEOUT: Slow.; no notice for DEGRADED: the person concerned is told a general sentence, in English, unless the reason is LOW_CONFIDENCE or TIMEOUT
          REJECTED: No.}; REJECTED: No.}\\naudit: {rate: 1, salt: s, epoch: 1}; the audit panel takes every request
          REJECTED: No.}; REJECTED: No.}\\naudit: {rate: 0.1, salt: s, epoch: 1, horizon: 9m}; the audit panel gives people less time than tier 'b' does
          REJECTED: No.; PROVISIONAL: Yes.; no notice for REJECTED
          deadline: 1h; deadline: 1h\\nlimits: {attempts: 2}; the ladder has 3 tiers to ask and allows 2 attempts
          domain: d; domain: d\\nrisks: [{risk: r, errorCost: 1, reviewCost: 2, humanError: 0}]; risk 'r' holds no answer back
          domain: d; domain: d\\nrisk: r\\nrisks: [{risk: r, errorCost: 1, reviewCost: 0, humanError: 0}]; tier 'a' is held to confidence 1 by its risk class
          amount: {type: NUMBER}; amount: {type: NUMBER, retention: 5m}; tier 'b' never shows feature 'amount': it may not be kept as long
          REJECTED: No.; REJECTED: {en: No., de: Nein.}}\\nlanguage: en #; the notice DEGRADED has no sentence in 'de', as others have
          kind: model, model: n,; kind: ensemble, combine: STACKING, intercepts: {x: 0, y: 0}, members: [{model: m, weights: {x: 0.5, y: 0}}, {model: n, weights: {x: 0.5, y: 0}}],; tier 'a2' is held to a threshold that its combination never reaches: at most 0.7311
          domain: d; domain: d\\ncanary: {tier: a, model: o, share: 1}; the canary answers every request
          domain: d; domain: d\\ncanary: {tier: a, model: o, share: 0.1}; the canary has no version in its name: another package under 'o'
          deadline: 1h; deadline: 199ms\\ncanary: {tier: a, model: o@1, share: 0.1}; twice the budget of tier 'a' does not fit the policy's
          domain: d; domain: d\\ncanary: {tier: a, model: o, share: 0.1, judge: LABELS}; the canary is judged by labels, and there is no audit panel
          domain: d; domain: d\\nbreaker: {drift: {collapse: TIGHTEN, tightenBy: 0.2}}; tier 'a' takes hardly any answer while inputs have drifted
          domain: d; domain: d\\nbreaker: {drift: {collapse: TIGHTEN}}; in segment 'large' tier 'a' takes hardly any answer while inputs have drifted
          domain: d; domain: d\\nbreaker: {enabled: false, drift: {collapse: ROUTE}}; has no effect: where breakers are off, drift is not watched
          domain: d; domain: d\\noverload: {retryShare: 0, retriesSaved: 5}; overload.retriesSaved' has no effect: 'retryShare' is 0
          kind: model, model: n,; kind: ensemble, combine: MAJORITY, members: [{model: m}, {model: n}, {model: o}],; tier 'a2' is held to a threshold that only a unanimous vote reaches
          """)
  void shouldRemarkOnWhatIsHardlyMeant(String from, String to, String remark) {
    // Given
    String changed = POLICY.replace(from.replace("\\n", "\n"), to.replace("\\n", "\n"));
    // Then
    assertThat(changed).isNotEqualTo(POLICY);
    assertThat(PolicyLint.remarks(policy(changed)))
        .anySatisfy(
            found -> assertThat(found.replace("''", "'")).contains(remark.replace("''", "'")));
  }

  @Test
  void shouldRemarkOnWhatDriftNeverDoesAnythingAbout() {
    // Given
    String tighten = POLICY + "breaker: {drift: {features: TIGHTEN, tightenBy: 0.04}}\n";
    String other =
        tighten.replace("tiers: {a: {threshold: 0.7}}}", "tiers: {a: {enabled: false}}}");
    // Then
    assertThat(PolicyLint.remarks(policy(tighten)))
        .singleElement()
        .asString()
        .startsWith("'breaker.drift' never does anything about model 'n': it is asked only what");
    assertThat(PolicyLint.remarks(policy(other)))
        .filteredOn(remark -> remark.startsWith("'breaker.drift'"))
        .hasSize(2)
        .allSatisfy(remark -> assertThat(remark).contains("it is asked first in some segments"));
  }

  @Test
  void shouldRemarkOnRequestsThatTheFirstModelNeverSees() {
    // Given
    String people =
        POLICY.replace(
                "tiers: {a: {threshold: 0.7}}}",
                "tiers: {a: {enabled: false}, a2: {enabled: false}}}")
            + "breaker: {drift: {features: ROUTE}}\n";
    // Then
    assertThat(PolicyLint.remarks(policy(people)))
        .anySatisfy(
            remark ->
                assertThat(remark)
                    .startsWith("segment 'small' asks no model: where the first model's"));
  }

  @Test
  void shouldRemarkOnALadderWithoutAnEnd() {
    // Given
    String changed =
        POLICY.replace("  - {tier: c, kind: default, label: y}\n", "") + "onTimeout: REJECT\n";
    // Then
    assertThat(PolicyLint.remarks(policy(changed)))
        .contains("the ladder ends without a default tier: what nobody answers is REJECTED");
  }

  @Test
  void shouldRemarkOnATierThatTheCapNeverHasRoomFor() {
    // Given
    String changed =
        POLICY
            .replace("model: n, threshold", "model: n, cost: 5, threshold")
            .replace("deadline: 1h", "deadline: 1h\nlimits: {cost: 4}");
    // Then
    assertThat(PolicyLint.remarks(policy(changed)))
        .containsExactly("tier 'a2' is never asked: it costs more than the cap");
  }

  @Test
  void shouldRemarkOnASegmentThatAsksForFewerReviewersThanThePolicy() {
    // Given
    String fourEyes = POLICY.replace("takeWithin: 1m", "reviewers: 2, takeWithin: 1m");
    String fewer = fourEyes.replace("a: {threshold: 0.7}", "b: {reviewers: 1}");
    // Then
    assertThat(PolicyLint.remarks(policy(fourEyes))).isEmpty();
    assertThat(PolicyLint.remarks(policy(fewer)))
        .containsExactly(
            "segment 'small' has one reviewer decide where the policy wants 2 to agree");
  }

  @Test
  void shouldRemarkOnAWishThatATierDoesNotHeed() {
    // Given
    String changed = POLICY.replace("takeWithin", "skipFor: [], takeWithin") + "onReview: REJECT\n";
    // Then
    assertThat(PolicyLint.remarks(policy(changed)))
        .anySatisfy(
            remark -> assertThat(remark).startsWith("tier 'b' is asked whatever onReview says"));
  }
}
