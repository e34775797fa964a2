package dev.backstop.config;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Policy;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCaseTest {

  private static final Path CREDIT = Path.of("..", "scripts", "credit", "policies");

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
      """;

  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          0;    '';                              'path: stops:OK, tier: stops, label: x, status: FINAL'
          100;  'a: {label: x, confidence: 0.8}'; 'path: stops:NOT_APPLICABLE>a:OK, label: x, reason: none'
          9999; 'a: {label: x, confidence: 0.9}'; 'tier: b, status: REVIEW, segment: large, reason: LOW_CONFIDENCE'
          100;  'a: {reason: ERROR}';             'path: stops:NOT_APPLICABLE>a:ERROR>b:ASKED, label: none'
          """)
  void shouldPassWhatThePolicyGetsRight(int amount, String models, String expect) {
    // Given
    PolicyCase one = only(amount, unquoted(models), unquoted(expect));
    // Then
    assertThat(one.failures(policy(POLICY))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          'm: {scores: {x: 0.9, y: 0.1}}, n: {scores: {x: 0.8, y: 0.2}}'; 'path: a:OK, tier: a, label: x'
          'm: {scores: {x: 0.9, y: 0.1}}, n: {scores: {x: 0.5, y: 0.5}}'; 'path: a:LOW_CONFIDENCE>c:OK, label: y'
          'm: {scores: {x: 0.9, y: 0.1}}, n: {reason: TIMEOUT}';          'path: a:TIMEOUT>c:OK, degraded: true'
          """)
  void shouldCombineWhatTheMembersOfAnEnsembleSay(String members, String expect) {
    // Given
    PolicyCase one = only(100, "a: {members: {" + unquoted(members) + "}}", unquoted(expect));
    // Then
    assertThat(one.failures(policy(ENSEMBLE))).isEmpty();
  }

  @Test
  void shouldSayWhichMemberIsNotKnown() {
    // Given
    PolicyCase one = only(100, "a: {members: {m: {label: x, confidence: 0.9}}}", "label: x");
    // Then
    assertThat(one.failures(policy(ENSEMBLE)))
        .containsExactly(
            "tier 'a' is asked, and 'models' does not say what its member 'n' answers (path so far: none)");
  }

  private static final String ENSEMBLE =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      ladder:
        - {tier: a, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: m}, {model: n}], threshold: 0.8, budget: 100ms}
        - {tier: c, kind: default, label: y}
      """;

  @Test
  void shouldTellEverythingThatThePolicyGetsWrong() {
    // Given
    PolicyCase one =
        only(100, "a: {label: x, confidence: 0.9}", "label: y, tier: b, status: FINAL");
    // Then
    assertThat(one.failures(policy(POLICY)))
        .containsExactly("tier should be b and is a", "label should be y and is x");
  }

  @Test
  void shouldSayWhichAnswerIsNotKnown() {
    // Given
    PolicyCase one = only(100, "", "label: y");
    // Then
    assertThat(one.failures(policy(POLICY)))
        .containsExactly(
            "tier 'a' is asked, and 'models' does not say what it answers (path so far: stops:NOT_APPLICABLE)");
  }

  @Test
  void shouldTellEveryProblemOfAFileOfCases() {
    // When
    PolicyCase.parse(
        "p.cases.yaml",
        """
        cases:
          - case: one
            models: {a: {label: x}}
            expect: {lable: x}
          - expect: {label: x}
            model: {}
        """,
        problems);
    // Then
    assertThat(problems.all())
        .anySatisfy(problem -> assertThat(problem).contains("confidence' is missing"))
        .anySatisfy(problem -> assertThat(problem).contains("unknown key", "lable"))
        .anySatisfy(problem -> assertThat(problem).contains("'cases[1].case' is missing"))
        .anySatisfy(problem -> assertThat(problem).contains("unknown key", "model"));
  }

  @Test
  void shouldFindThatTheCreditPolicyDoesWhatItsCasesSay() throws IOException {
    // Given
    Policy credit = policy(Files.readString(CREDIT.resolve("credit.yaml")));
    // When
    List<PolicyCase> cases =
        PolicyCase.parse(
            "credit.cases.yaml", Files.readString(CREDIT.resolve("credit.cases.yaml")), problems);
    // Then
    assertThat(problems.all()).isEmpty();
    assertThat(cases)
        .hasSizeGreaterThan(5)
        .allSatisfy(one -> assertThat(one.failures(credit)).as(one.name()).isEmpty());
  }

  private PolicyCase only(int amount, String models, String expect) {
    List<PolicyCase> cases =
        PolicyCase.parse(
            "p.cases.yaml",
            "cases:\n  - case: it\n    features: {amount: "
                + amount
                + "}\n    models: {"
                + models
                + "}\n    expect: {"
                + expect
                + "}\n",
            problems);
    problems.throwIfAny("the case");
    return cases.get(0);
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }
}
