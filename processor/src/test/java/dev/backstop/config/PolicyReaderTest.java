package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Notice;
import dev.backstop.domain.Reason;
import dev.backstop.policy.Audit;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Caps;
import dev.backstop.policy.Charter;
import dev.backstop.policy.Combination;
import dev.backstop.policy.Inputs;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.OverloadRules;
import dev.backstop.policy.People;
import dev.backstop.policy.Policy;
import dev.backstop.policy.RiskClass;
import dev.backstop.policy.Risks;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {

  private static final String GOOD =
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
  void shouldReadAPolicyWithItsDefaults() {
    Policy policy = parse(GOOD).orElseThrow();

    assertThat(policy.ladder().get(0))
        .isEqualTo(new Tier.Model("a", "m", 0.0, Duration.ofMillis(10), true));
    assertThat(policy.onTimeout()).isEqualTo(OnTimeout.DEFAULT);
    assertThat(policy.ref().sha256()).hasSize(64);
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "0.0.4", "10.20.30", "1.2.0-rc.1", "1.0.0-0A.is.legal+b.07"})
  void shouldTakeASemanticVersion(String version) {
    assertThat(parse(GOOD.replace("version: 1.0.0", "version: " + version))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "one", "v1.0.0", "01.0.0", "1.0.0-01", "1.0.0-", "1.0.0+"})
  void shouldRefuseAnyOtherVersionWithItsPlace(String version) {
    // When
    Optional<Policy> policy = parse(GOOD.replace("version: 1.0.0", "version: " + version));
    // Then
    assertThat(policy).isEmpty();
    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains("p.yaml:3:", "'version' must be ");
  }

  @Test
  void shouldTakeAModelWithItsVersionAndNoOtherForm() {
    // When
    Policy policy = parse(GOOD.replace("model: m,", "model: m@1.0.0+b,")).orElseThrow();
    Optional<Policy> odd = parse(GOOD.replace("model: m,", "model: m@,"));

    // Then
    assertThat(((Tier.Model) policy.ladder().get(0)).model()).isEqualTo("m@1.0.0+b");
    assertThat(odd).isEmpty();
    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains("'ladder[0].model' must be the name of a model, or name@version");
  }

  @Test
  void shouldTellEveryProblemWithItsPlace() {
    Optional<Policy> policy =
        parse(
            GOOD.replace("threshold: 0,", "threshold: 1.5,")
                    .replace("owner: o", "ownr: o")
                    .replace("labels: [x, y]", "labels: [x]")
                    .replace("deadline: 1h", "deadline: 1 hour")
                + "notices: {SOMETHING: no}\n");

    assertThat(policy).isEmpty();
    assertThat(problems.all())
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("p.yaml:8:", "'ladder[0].threshold' must be from 0 to 1"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:5:1", "unknown key 'ownr'"))
        .anySatisfy(problem -> assertThat(problem).contains("'owner' is missing"))
        .anySatisfy(
            problem -> assertThat(problem).contains("'ladder[1].labels' must name at least two"))
        .anySatisfy(problem -> assertThat(problem).contains("'deadline' must be a time span"))
        .anySatisfy(problem -> assertThat(problem).contains("'notices.SOMETHING' is neither"));
  }

  @Test
  void shouldReadEnsembles() {
    // When
    Policy policy =
        parse(
                GOOD.replace(
                    "ladder:\n",
                    """
                    ladder:
                      - {tier: mean, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: m, weight: 2}, {model: n}], minimum: 1, threshold: 0.9, budget: 1s}
                      - {tier: vote, kind: ensemble, combine: MAJORITY, members: [{model: m}, {model: n}], threshold: 0.6, budget: 1s, enabled: false}
                      - tier: stack
                        kind: ensemble
                        combine: STACKING
                        intercepts: {x: 0, y: 0.5}
                        members:
                          - {model: m, weights: {x: 1, y: -1}}
                          - {model: n, weights: {x: 2, y: 0}}
                        threshold: 0.7
                        budget: 1s
                    """))
            .orElseThrow();
    // Then
    assertThat(policy.ladder().subList(0, 3))
        .containsExactly(
            new Tier.Ensemble(
                "mean",
                List.of("m", "n"),
                new Combination.WeightedMean(List.of(2.0, 1.0)),
                1,
                0.9,
                Duration.ofSeconds(1),
                Terms.PLAIN),
            new Tier.Ensemble(
                "vote",
                List.of("m", "n"),
                new Combination.Majority(List.of(1.0, 1.0)),
                2,
                0.6,
                Duration.ofSeconds(1),
                Terms.enabled(false)),
            new Tier.Ensemble(
                "stack",
                List.of("m", "n"),
                new Combination.Stacking(
                    Map.of("x", 0.0, "y", 0.5),
                    List.of(Map.of("x", 1.0, "y", -1.0), Map.of("x", 2.0, "y", 0.0))),
                2,
                0.7,
                Duration.ofSeconds(1),
                Terms.PLAIN));
  }

  @Test
  void shouldTellEveryProblemOfAnEnsembleWithItsPlace() {
    // When
    parse(
        GOOD.replace(
            "ladder:\n",
            """
            ladder:
              - {tier: one, kind: ensemble, combine: MAJORITY, members: [{model: m}], threshold: 0.9, budget: 1s}
              - {tier: twice, kind: ensemble, combine: MAJORITY, members: [{model: m, weight: 0}, {model: m}], minimum: 3, threshold: 2, budget: 1s}
              - {tier: stack, kind: ensemble, combine: STACKING, intercepts: {x: 0, y: 0}, members: [{model: m, weights: {x: 1}}, {model: n, weight: 1, weights: {x: 1, y: 1}}], threshold: 0.9, budget: 1s}
            """));
    // Then
    assertThat(problems.all())
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("p.yaml:8:61: 'ladder[0].members' must name at least two"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("p.yaml:9:", "members[0].weight' must be above 0"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:9:", "members[1].model' names"))
        .anySatisfy(problem -> assertThat(problem).contains("minimum' must be from 1", "is 2"))
        .anySatisfy(problem -> assertThat(problem).contains("threshold' must be from 0 to 1"))
        .anySatisfy(
            problem -> assertThat(problem).contains("p.yaml:10:", "members[0].weights' must have"))
        .anySatisfy(
            problem -> assertThat(problem).contains("unknown key 'ladder[2].members[1].weight'"));
  }

  @Test
  void shouldReadRisksLimitsAndTerms() {
    // When
    Policy policy =
        parse(
                GOOD.replace("budget: 10ms", "budget: 10ms, cost: 1.5, skipFor: [POLICY_FORCED]")
                    + """
                    limits: {attempts: 2, cost: 4}
                    risks:
                      - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
                    risk: low
                    """)
            .orElseThrow();
    // Then
    RiskClass low = new RiskClass("low", 10, 2, 0.1);
    assertThat(policy.charter())
        .isEqualTo(
            new Charter(
                new Caps(2, 4.0),
                new Risks(List.of(low), low),
                Map.of(),
                Inputs.AS_THEY_COME,
                Map.of(),
                Map.of(),
                Map.of(),
                People.ANYBODY,
                Candidates.NONE,
                BreakerRules.USUAL,
                List.of(),
                OverloadRules.USUAL));
    assertThat(((Tier.Model) policy.ladder().get(0)).terms())
        .isEqualTo(new Terms(true, 1.5, Set.of(Reason.POLICY_FORCED)));
  }

  @Test
  void shouldTellEveryProblemOfRisksLimitsAndTerms() {
    // When
    parse(
        GOOD.replace("budget: 10ms", "budget: 10ms, cost: -1, enabled: false, skipFor: [ERROR]")
            + """
            limits: {attempts: 0, cost: -2, time: 1s}
            risks:
              - {risk: low, errorCost: 0, reviewCost: -1, humanError: 2}
              - {risk: low, errorCost: 1, reviewCost: 1, humanError: 0}
            risk: high
            """);
    // Then
    assertThat(problems.all())
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:8:", "cost' must be 0 or more"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains(
                        "p.yaml:8:",
                        "may name OVERLOAD, POLICY_FORCED, BUDGET_EXHAUSTED",
                        "'ERROR'"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:8:", "enabled' is false, but"))
        .anySatisfy(
            problem -> assertThat(problem).contains("p.yaml:11:", "limits.attempts' must be 1"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:11:", "limits.cost' must be 0"))
        .anySatisfy(problem -> assertThat(problem).contains("unknown key 'limits.time'"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:13:", "errorCost' must be"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:13:", "reviewCost' must be"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:13:", "humanError' must be"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:14:", "risks[1].risk' names"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("p.yaml:15:7: 'risk' names none of 'risks' (there: low)"));
  }

  @Test
  void shouldHideFromReviewersWhatIsTooPrivateInSegmentsToo() {
    // When
    Policy policy =
        parse(
                GOOD.replace("labels: [x, y],", "labels: [x, y], sees: INTERNAL, hidden: [plain],")
                    + """
                    features:
                      plain: {type: TEXT}
                      internal: {type: TEXT, privacy: INTERNAL}
                      personal: {type: TEXT, privacy: PERSONAL, retention: 30d}
                      belief: {type: TEXT, privacy: SENSITIVE}
                    segments:
                      - {segment: s, when: 'true', tiers: {b: {hidden: [internal]}}}
                    """)
            .orElseThrow();
    // Then
    assertThat(((Tier.Human) policy.ladder().get(1)).hidden())
        .containsExactlyInAnyOrder("plain", "personal", "belief");
    assertThat(((Tier.Human) policy.segments().get(0).policy().ladder().get(1)).hidden())
        .containsExactlyInAnyOrder("internal", "personal", "belief");
    assertThat(policy.charter().retention()).isEqualTo(Map.of("personal", Duration.ofDays(30)));
  }

  @Test
  void shouldReadNoticesByLanguage() {
    // When
    Policy policy =
        parse(
                GOOD
                    + """
                    language: en
                    notices:
                      REJECTED: {en: No., de: Nein.}
                      DEGRADED: By a rule.
                    """)
            .orElseThrow();
    // Then
    assertThat(policy.notice(null, "REJECTED", null)).isEqualTo(new Notice("REJECTED", "No."));
    assertThat(policy.notice(null, "REJECTED", "de")).isEqualTo(new Notice("REJECTED", "Nein."));
    assertThat(policy.notice(Reason.ERROR, "REJECTED", "de-CH"))
        .isEqualTo(new Notice("REJECTED", "Nein."));
    assertThat(policy.notice(null, "REJECTED", "fr")).isEqualTo(new Notice("REJECTED", "No."));
    assertThat(policy.notice(null, "DEGRADED", "de"))
        .isEqualTo(new Notice("DEGRADED", "By a rule."));
  }

  @Test
  void shouldTellEveryProblemOfNoticesPrivacyAndPeople() {
    // When
    parse(
        GOOD
            + """
            notices: {REJECTED: {de: Nein.}}
            features: {a: {type: TEXT, privacy: SECRET, retention: long}}
            people: {authors: [ada], approvers: [ada], operators: []}
            """);
    // Then
    assertThat(problems.all())
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("p.yaml:11:", "'notices.REJECTED' has a sentence a language, so"))
        .anySatisfy(
            problem -> assertThat(problem).contains("p.yaml:12:", "privacy' must be one of"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:12:", "retention' must be a"))
        .anySatisfy(
            problem -> assertThat(problem).contains("p.yaml:13:", "approvers' must name somebody"))
        .anySatisfy(
            problem -> assertThat(problem).contains("p.yaml:13:", "operators' names nobody"));
  }

  @Test
  void shouldTellEveryProblemOfFlags() {
    // When
    parse(
        GOOD.replace("model: m,", "model: m, alternatives: [{flag: nwe, model: n}],")
            + """
            flags: {new: true}
            features:
              a: {type: NUMBER, alternatives: [{flag: new, from: b}], fallback: [c]}
              b: {type: TEXT}
            segments:
              - {segment: s, when: 'true', flags: {old: true}}
            """);
    // Then
    assertThat(problems.all())
        .containsExactlyInAnyOrder(
            "p.yaml:8:60: 'ladder[0].alternatives[0].flag' is none of 'flags' (there: new)",
            "p.yaml:13:6: 'features.a' may come from 'c', which is no declared feature of the same"
                + " type",
            "p.yaml:13:6: 'features.a' may come from 'b', which is no declared feature of the same"
                + " type",
            "p.yaml:16:39: 'segments[0].flags' has 'old', none of 'flags' (there: new)");
  }

  @Test
  void shouldRefuseAnEnsembleThatFlagsMakeAskAModelTwice() {
    // When
    parse(
        GOOD.replace(
                "ladder:\n",
                "ladder:\n"
                    + "  - {tier: e, kind: ensemble, combine: MAJORITY, members: [{model: m,"
                    + " alternatives: [{flag: new, model: n}]}, {model: n}], threshold: 0.5,"
                    + " budget: 1s}\n")
            + "flags: {new: false}\nsegments: [{segment: s, when: 'true', flags: {new: true}}]\n");
    // Then
    assertThat(problems.all())
        .anySatisfy(
            problem -> assertThat(problem).contains("make tier 'e' ask a model twice: [n, n]"));
  }

  @Test
  void shouldRefuseTiersThatAreNeverReached() {
    parse(GOOD + "  - {tier: d, kind: model, model: m, threshold: 0.5, budget: 10ms}\n");

    assertThat(problems.all())
        .anySatisfy(
            problem ->
                assertThat(problem).contains("after the default tier 'c' that are never reached"));
  }

  @Test
  void shouldRefuseATimeoutAnswerThatIsNotThere() {
    parse(GOOD.replace("  - {tier: c, kind: default, label: x}\n", ""));

    assertThat(problems.all())
        .anySatisfy(problem -> assertThat(problem).contains("'onTimeout'", "no default tier"));
  }

  @Test
  void shouldRefuseAFileThatIsNotYaml() {
    parse("a: [");

    assertThat(problems.all()).isNotEmpty();
  }

  @Test
  void shouldReadTheExample() {
    Optional<Policy> policy =
        PolicyReader.read(Path.of("../scripts/credit/policies/credit.yaml"), problems);

    assertThat(problems.all()).isEmpty();
    assertThat(policy.orElseThrow().ladder())
        .extracting(Tier::name)
        .isEqualTo(List.of("primary", "secondary", "human", "default"));
  }

  @Test
  void shouldReadAnAuditPanel() {
    Policy policy = parse(GOOD + "audit: {rate: 0.02, salt: s1, epoch: 4}\n").orElseThrow();

    assertThat(policy.audit()).isEqualTo(new Audit(0.02, "s1", 4, Duration.ofDays(1)));
  }

  @Test
  void shouldTellEveryProblemOfAnAuditPanelWithItsPlace() {
    parse(GOOD + "audit: {rate: 2, salt: ' ', epoch: x, horizon: 0s, share: 1}\n");

    assertThat(problems.all())
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:11:15", "must be from 0 to 1"))
        .anySatisfy(problem -> assertThat(problem).contains("p.yaml:11:24", "'audit.salt' must"))
        .anySatisfy(problem -> assertThat(problem).contains("'audit.epoch' must be a whole number"))
        .anySatisfy(problem -> assertThat(problem).contains("'audit.horizon' must be above 0"))
        .anySatisfy(problem -> assertThat(problem).contains("unknown key 'audit.share'"));
  }

  @Test
  void shouldRefuseAnAuditPanelThatNobodyCouldLookAt() {
    parse(GOOD.replaceAll("  - \\{tier: b.*\n", "") + "audit: {rate: 0.02, salt: s1, epoch: 4}\n");

    assertThat(problems.all())
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .contains("'audit.rate'", "no human tier");
  }

  private Optional<Policy> parse(String document) {
    return PolicyReader.parse("p.yaml", document.getBytes(StandardCharsets.UTF_8), problems);
  }
}
