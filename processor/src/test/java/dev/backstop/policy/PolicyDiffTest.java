package dev.backstop.policy;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDiffTest {

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
      ladder:
        - tier: stops
          kind: rules
          rules:
            - {rule: free, when: features.amount < 1, label: x}
        - {tier: a, kind: model, model: m, threshold: 0.8, budget: 100ms}
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: y}
      notices: {DEGRADED: By a rule.}
      audit: {rate: 0.02, salt: s1, epoch: 1, horizon: 1h}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          deadline: 1h;        deadline: 2h;       a request may take 7200 s instead of 3600 s
          threshold: 0.8,;     threshold: 0.9,;    'tier ''a'': an answer is taken from confidence 0.9 on instead of 0.8: fewer answers here, more requests go on'
          model: m,;           model: n,;          'tier ''a'': asks model n instead of m'
          budget: 100ms;       budget: 2s;         'tier ''a'': a call may take 2 s instead of 100 ms'
          budget: 100ms;       'budget: 100ms, enabled: false'; 'tier ''a'': is switched off: every request goes on'
          label: x};           then: REVIEW};      'tier ''stops'': rule ''free'' means: a person must answer instead of the answer x'
          amount < 1;          amount < 2;         'tier ''stops'': rule ''free'' applies where features.amount < 2 instead of features.amount < 1'
          finishWithin: 10m;   finishWithin: 5m;   'tier ''b'': an answer may take 300 s instead of 600 s'
          label: y};           label: x};          'tier ''c'': the declared answer is x instead of y'
          amount > 3000;       amount > 5000;      'segment ''large'' is for requests with features.amount > 5000 instead of features.amount > 3000'
          threshold: 0.95;     threshold: 0.9;     'in segment ''large'' tier ''a'': an answer is taken from confidence 0.9 on instead of 0.95: more answers here, fewer requests go on'
          budget: 100ms;       'budget: 100ms, cost: 3'; 'tier ''a'': it costs 3.0 instead of 0.0'
          takeWithin: 1m;      'takeWithin: 1m, skipFor: []'; 'tier ''b'': it may be passed by for nothing instead of BUDGET_EXHAUSTED, OVERLOAD, POLICY_FORCED'
          domain: d;           'domain: d\\nlimits: {attempts: 2, cost: 5}'; 'a request may ask so many tiers: 2 instead of any number'
          takeWithin: 1m;      'takeWithin: 1m, reviewers: 2'; 'tier ''b'': reviewers who must agree: 2 instead of 1'
          domain: d;           'domain: d\\nlimits: {attempts: 2, cost: 5}'; 'a request may cost 5.0 instead of any number'
          domain: d;           'domain: d\\nrisks: [{risk: r, errorCost: 50, reviewCost: 2, humanError: 0.03}]\\nrisk: r'; 'the risk class is r instead of nothing'
          domain: d;           'domain: d\\nrisks: [{risk: r, errorCost: 50, reviewCost: 2, humanError: 0.03}]\\nrisk: r'; 'risk ''r'' is 50.0 for an error, 2.0 for a review, people wrong at 0.03, so answers are taken from 0.9300 on instead of nothing'
          domain: d;           'domain: d\\ncanary: {tier: a, model: n, share: 0.05}'; 'as a canary, model ''n'' answers 5 % of the requests at tier ''a'', rolled back and not promoted by itself, judged by what there is, at most 1000 records instead of nothing'
          domain: d;           'domain: d\\nshadow: {tier: a, model: n, share: 1, judge: AGREEMENT}'; 'as a shadow, model ''n'' is asked besides on 100 % of the requests at tier ''a'', judged by agreement, at most 1000 records instead of nothing'
          domain: d;           'domain: d\\npeople: {authors: [ada]}'; 'it may be written by ada instead of anybody'
          type: NUMBER};       'type: NUMBER, retention: 30d}'; 'feature ''amount'' may be kept for 2592000 s instead of any time'
          By a rule.};         '{en: By a rule., de: Regel.}}\\nlanguage: en'; 'the notices in ''de'' say something else'
          By a rule.;          By a fixed rule.;   the notice DEGRADED says something else
          rate: 0.02;          rate: 0.07;         the audit panel takes 7 % instead of 2 %
          rate: 0.02;          rate: 0;            'the audit panel is gone: nobody looks at requests that went no further than a model'
          salt: s1;            salt: s2;           'the audit panel''s rate or salt changes inside epoch 1: labels of before and after cannot be told apart; give it a new epoch'
          epoch: 1;            epoch: 2;           'the audit panel''s epoch is 2 instead of 1'
          horizon: 1h;         horizon: 2h;        people may take for a request of the audit panel 7200 s instead of 3600 s
          """)
  void shouldSayWhatAChangeMeans(String from, String to, String expected) {
    assertThat(
            PolicyDiff.between(
                policy(POLICY), policy(POLICY.replace(from, to.replace("\\n", "\n")))))
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          WEIGHTED_MEAN; MAJORITY;  'tier ''a'': their answers are made one by a majority with the votes [2.0, 1.0] instead of a mean with the weights [2.0, 1.0]'
          weight: 2;     weight: 3; 'tier ''a'': their answers are made one by a mean with the weights [3.0, 1.0] instead of a mean with the weights [2.0, 1.0]'
          model: n;      model: o;  'tier ''a'': asks models m, o instead of m, n'
          minimum: 1;    minimum: 2; 'tier ''a'': members that must answer: 2 instead of 1'
          threshold: 0.8; threshold: 0.9; 'tier ''a'': an answer is taken from confidence 0.9 on instead of 0.8: fewer answers here, more requests go on'
          """)
  void shouldSayWhatAChangeOfAnEnsembleMeans(String from, String to, String expected) {
    // Given
    String ensemble =
        POLICY.replace(
            "kind: model, model: m,",
            "kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: m, weight: 2}, {model: n}], minimum: 1,");
    // Then
    assertThat(PolicyDiff.between(policy(ensemble), policy(ensemble.replace(from, to))))
        .contains(expected);
  }

  @Test
  void shouldSayWhatAFlagSwitches() {
    // Given
    String flagged =
        POLICY
                .replace("model: m,", "model: m, alternatives: [{flag: new, model: n}],")
                .replace(
                    "amount: {type: NUMBER}",
                    "amount: {type: NUMBER, alternatives: [{flag: new, from: sum}]}\n  sum: {type: NUMBER}")
            + "flags: {new: false}\n";
    // When
    List<String> changes =
        PolicyDiff.between(policy(flagged), policy(flagged.replace("new: false", "new: true")));
    // Then
    assertThat(changes)
        .contains(
            "flag 'new' is on instead of off",
            "feature 'amount' is taken from sum instead of amount",
            "tier 'a': asks model n instead of m");
  }

  @Test
  void shouldSayNothingOfVersionsThatARequestCannotTellApart() {
    assertThat(PolicyDiff.between(policy(POLICY), policy(POLICY.replace("1.0.0", "1.0.1"))))
        .isEmpty();
  }

  @Test
  void shouldTellTiersAndSegmentsThatComeAndGo() {
    // Given
    String other =
        POLICY
            .replace("segment: large", "segment: huge")
            .replace("tier: c", "tier: last")
            .replace(
                "- {tier: a,",
                "- {tier: z, kind: model, model: m, threshold: 0.9, budget: 1s}\n  - {tier: a,");
    // When
    List<String> changes = PolicyDiff.between(policy(POLICY), policy(other));
    // Then
    assertThat(changes)
        .contains(
            "tier 'c' is gone",
            "tier 'last' (DEFAULT) is new, after 'b'",
            "tier 'z' (MODEL) is new, after 'stops'",
            "segment 'huge' is new, for requests with features.amount > 3000",
            "segment 'large' is gone");
  }
}
