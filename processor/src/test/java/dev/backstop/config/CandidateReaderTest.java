package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Policy;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateReaderTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      ladder:
        - {tier: a, kind: model, model: m, threshold: 0, budget: 10ms}
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: x}
      """;

  private final Problems problems = new Problems();

  @Test
  void shouldReadACanaryThatIsRolledBackAndNotPromotedByDefault() {
    // When
    Policy policy = parse("canary: {tier: a, model: m@2, share: 0.05}").orElseThrow();

    // Then
    assertThat(policy.charter().candidates())
        .isEqualTo(
            new Candidates(
                new Candidate(Candidate.Mode.CANARY, "a", "m@2", 0.05, true, false, null, 1_000),
                null));
    assertThat(policy.basis(policy.charter().candidates().all().get(0)))
        .isEqualTo(Candidate.Basis.AGREEMENT);
  }

  @Test
  void shouldJudgeByLabelsWhereThereIsAnAuditPanel() {
    // When
    Policy policy =
        parse(
                """
                canary: {tier: a, model: m@2, share: 0.05}
                audit: {rate: 0.1, salt: s, epoch: 1}
                """)
            .orElseThrow();

    // Then
    assertThat(policy.basis(policy.charter().candidates().all().get(0)))
        .isEqualTo(Candidate.Basis.LABELS);
  }

  @Test
  void shouldJudgeAShadowOfTheSameModelAsItsCanary() {
    // When
    Policy policy =
        parse(
                """
                canary: {tier: a, model: n@1, share: 0.05, judge: LABELS, cap: 40, onEvidence: {rollBack: false, promote: true}}
                shadow: {tier: a, model: n@1, share: 1}
                """)
            .orElseThrow();

    // Then
    assertThat(policy.charter().candidates().canary())
        .isEqualTo(
            new Candidate(
                Candidate.Mode.CANARY, "a", "n@1", 0.05, false, true, Candidate.Basis.LABELS, 40));
    assertThat(policy.charter().candidates().shadow())
        .isEqualTo(
            new Candidate(
                Candidate.Mode.SHADOW, "a", "n@1", 1, false, false, Candidate.Basis.LABELS, 40));
  }

  @Test
  void shouldTellEveryProblem() {
    // When
    parse(
        """
        canary: {tier: b, model: n, share: 0, judge: COIN, cap: 0, onEvidence: {rollBack: perhaps}}
        shadow: {tier: z, model: n@, share: 2, onEvidence: {promote: true}}
        """);

    // Then
    assertThat(problems.all())
        .anySatisfy(
            problem -> assertThat(problem).contains("'canary.tier' must be one of kind model"))
        .anySatisfy(problem -> assertThat(problem).contains("'canary.share' must be above 0"))
        .anySatisfy(problem -> assertThat(problem).contains("'canary.judge'", "LABELS"))
        .anySatisfy(problem -> assertThat(problem).contains("'canary.cap' must be from 1"))
        .anySatisfy(problem -> assertThat(problem).contains("'canary.onEvidence.rollBack'"))
        .anySatisfy(
            problem -> assertThat(problem).contains("'shadow.tier' names no tier", "a, b, c"))
        .anySatisfy(problem -> assertThat(problem).contains("'shadow.model' must be the name"))
        .anySatisfy(problem -> assertThat(problem).contains("'shadow.share' must be above 0"))
        .anySatisfy(problem -> assertThat(problem).contains("'shadow.onEvidence'"));
  }

  @Test
  void shouldRefuseACandidateThatIsInUseAndTwoWaysToJudgeOne() {
    // When
    parse(
        """
        canary: {tier: a, model: m, share: 0.5}
        shadow: {tier: a, model: m, share: 0.5, cap: 7}
        """);

    // Then
    assertThat(problems.all())
        .anySatisfy(problem -> assertThat(problem).contains("'canary.model' is the one in use"))
        .anySatisfy(problem -> assertThat(problem).contains("'shadow.cap' stands in 'canary'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary: {tier: a, model: n@1, share: 0.5, onEvidence: {promote: true}}",
        "canary: {tier: a, model: n@1, share: 0.5, judge: AGREEMENT, onEvidence: {promote: true}}\naudit: {rate: 0.1, salt: s, epoch: 1}",
        "canary: {tier: a, model: n@1, share: 0.5, onEvidence: {promote: true}}\naudit: {rate: 0, salt: s, epoch: 1}",
      })
  void shouldPromoteNothingByAgreement(String candidates) {
    // When
    parse(candidates);

    // Then
    assertThat(problems.all())
        .singleElement()
        .asString()
        .startsWith("p.yaml:11:")
        .contains("'canary.onEvidence.promote' needs evidence by labels", "declare an audit panel");
  }

  @Test
  void shouldPromoteNothingThatIsNotNamedWithItsVersion() {
    // When
    parse(
        """
        canary: {tier: a, model: n, share: 0.5, onEvidence: {promote: true}}
        audit: {rate: 0.1, salt: s, epoch: 1}
        """);

    // Then
    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains("'canary.onEvidence.promote'", "name@version", "another package");
  }

  private Optional<Policy> parse(String candidates) {
    return PolicyReader.parse(
        "p.yaml", (POLICY + candidates).getBytes(StandardCharsets.UTF_8), problems);
  }
}
