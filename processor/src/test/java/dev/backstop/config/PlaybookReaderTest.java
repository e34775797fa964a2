package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Playbook.Action;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.policy.Proof;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybookReaderTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: test
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 2h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m}
        - {tier: default, kind: default, label: "no"}
      audit: {rate: 0, salt: s, epoch: 1}
      playbooks:
      """;

  @Test
  void shouldReadAPlaybookWithAllThatItSays() {
    Policy policy =
        PolicyTexts.policy(
            POLICY
                + """
                  - playbook: look-closer
                    when: {level: PARTIAL_FUNCTION}
                    lasting: 30s
                    approval: 10m
                    actions:
                      - {do: AUDIT, share: 0.2}
                      - {do: NOTIFY, url: "https://hooks.example.org/x"}
                    verify: {calm: 2m, within: 20m}
                    escalate:
                      - {do: STOP}
                    limit: 6h
                """);

    assertThat(policy.charter().playbooks())
        .containsExactly(
            new Playbook(
                "look-closer",
                new Playbook.Trigger(DegradationLevel.PARTIAL_FUNCTION, null, null, false),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                List.of(
                    new Action(Action.Kind.AUDIT, null, .2, null),
                    new Action(Action.Kind.NOTIFY, null, null, "https://hooks.example.org/x")),
                Duration.ofMinutes(2),
                Duration.ofMinutes(20),
                Proof.NONE,
                List.of(new Action(Action.Kind.STOP, null, null, null)),
                Duration.ofHours(6)));
  }

  @Test
  void shouldReadByWhatItIsVerified() {
    // When
    Playbook byLabels =
        proven(
            "{probes: 13, labels: 40, maxRisk: SPIKE}",
            "breaker: {return: {pass: 3}, quality: {tolerable: 0.1, lasting: 60}}",
            "0.1");
    Playbook byAgreement = proven("{agreement: 0.9}", "breaker: {drift: {features: ROUTE}}", "0");
    // Then
    assertThat(byLabels.proof()).isEqualTo(new Proof(13, null, 40, Proof.Highest.SPIKE));
    assertThat(byAgreement.proof()).isEqualTo(new Proof(null, .9, null, null));
    assertThat(byLabels.inWords())
        .contains(
            "over when that has been gone for 60 s, and each model that came back has passed its"
                + " return test by 13 calls, and people have judged 40 of the newest answers, and no"
                + " model's answers stand worse than SPIKE; at most");
  }

  @Test
  void shouldTakeWhatItHasDrawnItselfForAPanel() {
    String drawing =
        "  - {playbook: p, when: {tier: primary}, actions: [{do: AUDIT, share: 0.2}], verify:"
            + " {labels: 5}}\n";

    Policy policy =
        PolicyTexts.policy(
            POLICY.replace("playbooks:", "breaker: {quality: {tolerable: 0.1}}\nplaybooks:")
                + drawing);

    assertThat(policy.charter().playbooks().get(0).proof().labels()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{probes: 0}; {tier: primary}; {}; 0; must be 1 or more",
        "{probes: 56}; {tier: primary}; {}; 0; must be at most 55: by so many without an error",
        "{probes: 5}; {tier: primary}; {enabled: false}; 0; needs breakers",
        "{probes: 5}; {risk: SPIKE}; {}; 0; is never known after a SPIKE",
        "{probes: 5}; {drift: true}; {}; 0; needs 'breaker.drift' with ROUTE",
        "{agreement: 1.1}; {tier: primary}; {}; 0; must be above 0 and at most 1",
        "{agreement: 0.9}; {tier: primary}; {}; 0; needs 'breaker.drift' with ROUTE",
        "{agreement: 0.9}; {tier: primary}; {drift: {features: ROUTE}}; 0.1; is not known where there is an audit panel",
        "{labels: 0}; {tier: primary}; {quality: {tolerable: 0.1}}; 0.1; must be 1 or more",
        "{labels: 5}; {tier: primary}; {}; 0.1; needs 'breaker.quality' and an 'audit' panel",
        "{labels: 5}; {tier: primary}; {quality: {tolerable: 0.1}}; 0; needs 'breaker.quality' and an 'audit' panel",
        "{labels: 501}; {tier: primary}; {quality: {tolerable: 0.1}}; 0.1; must be at most 500",
        "{labels: 5}; {risk: DEGRADED}; {quality: {tolerable: 0.1}}; 0.1; is never known: after DEGRADED",
        "{maxRisk: NORMAL}; {tier: primary}; {}; 0.1; needs 'breaker.quality'",
        "{maxRisk: DEGRADED}; {tier: primary}; {quality: {tolerable: 0.1}}; 0.1; must be one of",
      })
  void shouldRefuseProofThatCannotBe(
      String verify, String when, String breaker, String rate, String message) {
    Problems problems = new Problems();
    String text =
        POLICY
                .replace("rate: 0,", "rate: " + rate + ",")
                .replace("playbooks:", "breaker: " + breaker + "\nplaybooks:")
            + "  - {playbook: p, when: "
            + when
            + ", actions: [{do: STOP}], verify: "
            + verify
            + "}\n";

    PolicyReader.parse("p.yaml", text.getBytes(StandardCharsets.UTF_8), problems);

    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains(message)
        .as("with its place")
        .matches("(?s)p\\.yaml:\\d+:\\d+.*");
  }

  @Test
  void shouldTakeLabelsForAProofAfterADegradationWhereAnotherModelIsStillJudged() {
    // When
    Policy policy =
        PolicyTexts.policy(
            POLICY
                    .replace("rate: 0,", "rate: 0.1,")
                    .replace("playbooks:", "breaker: {quality: {tolerable: 0.1}}\nplaybooks:")
                    .replace(
                        "ladder:\n",
                        "ladder:\n  - {tier: other, kind: model, model: another, threshold: 0.9,"
                            + " budget: 50ms}\n")
                + "  - {playbook: p, when: {risk: DEGRADED}, actions: [{do: TIER_OFF, tier: other}],"
                + " verify: {labels: 5}}\n");
    // Then
    assertThat(policy.charter().playbooks().get(0).proof().labels()).isEqualTo(5);
  }

  private static Playbook proven(String verify, String breaker, String rate) {
    return PolicyTexts.policy(
            POLICY
                    .replace("rate: 0,", "rate: " + rate + ",")
                    .replace("playbooks:", breaker + "\nplaybooks:")
                + "  - {playbook: p, when: {tier: primary}, actions: [{do: STOP}], verify: "
                + verify
                + "}\n")
        .charter()
        .playbooks()
        .get(0);
  }

  @Test
  void shouldReadWhatTightensAndWhatSheds() {
    // Given
    String risks =
        """
        risks:
          - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
          - {risk: high, errorCost: 50, reviewCost: 2, humanError: 0.03}
        """;
    // When
    Playbook read =
        PolicyTexts.policy(
                POLICY
                        .replace("budget: 100ms", "budget: 100ms, maxWait: 2s")
                        .replace("playbooks:\n", risks + "playbooks:\n")
                    + "  - {playbook: p, when: {tier: primary}, actions: [{do: TIGHTEN, by: 0.05},"
                    + " {do: SHED, from: 0.2}]}\n")
            .charter()
            .playbooks()
            .get(0);
    // Then
    assertThat(read.actions())
        .containsExactly(
            new Action(Action.Kind.TIGHTEN, null, .05, null),
            new Action(Action.Kind.SHED, null, .2, null));
    assertThat(read.bars()).isFalse();
    assertThat(read.inWords())
        .contains(
            "take answers only of models that are surer by 0.05, turn the least grave risk away"
                + " where a queue is 0.2 full");
  }

  @Test
  void shouldHaveUsualTermsWhereItSaysNothing() {
    Playbook read =
        PolicyTexts.policy(
                POLICY
                    + """
                      - {playbook: p, when: {tier: primary}, actions: [{do: TIER_OFF, tier: primary}]}
                    """)
            .charter()
            .playbooks()
            .get(0);

    assertThat(read.lasting()).isZero();
    assertThat(read.approval()).isNull();
    assertThat(read.calm()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read.within()).isEqualTo(Duration.ofMinutes(15));
    assertThat(read.escalation()).isEmpty();
    assertThat(read.limit()).isEqualTo(Duration.ofHours(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{playbook: 'a b', when: {tier: primary}, actions: [{do: STOP}]}; must have 1 to 60 letters",
        "{playbook: p, actions: [{do: STOP}]}; is missing: it says what sets the playbook off",
        "{playbook: p, when: {tier: primary, level: FULL_ESCALATION}, actions: [{do: STOP}]}; must have one of 'level', 'tier'",
        "{playbook: p, when: {}, actions: [{do: STOP}]}; must have one of 'level', 'tier'",
        "{playbook: p, when: {drift: false}, actions: [{do: STOP}]}; must be true",
        "{playbook: p, when: {drift: true, risk: SPIKE}, actions: [{do: STOP}]}; must have one of",
        "{playbook: p, when: {level: NORMAL}, actions: [{do: STOP}]}; must be above NORMAL",
        "{playbook: p, when: {tier: nobody}, actions: [{do: STOP}]}; names no tier of the ladder",
        "{playbook: p, when: {tier: primary}}; must name at least one",
        "{playbook: p, when: {tier: primary}, actions: [{do: TIER_OFF, tier: nobody}]}; names no tier of the ladder",
        "{playbook: p, when: {tier: primary}, actions: [{do: STOP, tier: primary}]}; tier",
        "{playbook: p, when: {tier: primary}, actions: [{do: SWITCH, tier: primary}]}; .do' must be one of",
        "{playbook: p, when: {tier: primary}, actions: [{tier: primary}]}; .do' is missing: STOP",
        "{playbook: p, when: {tier: primary}, actions: []}; must name at least one",
        "{playbook: p, when: {tier: primary}, actions: [{do: AUDIT, share: 2}]}; must be from 0 to 1",
        "{playbook: p, when: {tier: primary}, actions: [{do: TIGHTEN, by: 0}]}; must be above 0 and at most 1",
        "{playbook: p, when: {tier: primary}, actions: [{do: SHED, from: 0.2}]}; needs two 'risks' or more",
        "{playbook: p, when: {tier: primary}, actions: [{do: NOTIFY, url: 'file:///etc/passwd'}]}; must be an address",
        "{playbook: p, when: {tier: primary}, actions: [{do: NOTIFY, url: 'http://me:you@host/'}]}; must be an address",
        "{playbook: p, when: {tier: primary}, actions: [{do: STOP}], limit: 8d}; no longer than 7 days",
        "{playbook: p, when: {tier: primary}, actions: [{do: STOP}], escalate: [{do: NOTIFY}], limit: 15m}; must be longer than 'within'",
        "{playbook: p, when: {tier: primary}, actions: [{do: STOP}], verify: {calm: 1h, within: 1m}}; must be no shorter than 'calm'"
      })
  void shouldTellWhatIsWrong(String playbook, String message) {
    Problems problems = new Problems();

    PolicyReader.parse(
        "p.yaml", (POLICY + "  - " + playbook + "\n").getBytes(StandardCharsets.UTF_8), problems);

    assertThat(problems.all()).singleElement().asString().contains(message);
  }

  @Test
  void shouldLetALimitBeAsLongAsItMustBeOverWithinWhereNothingFollows() {
    Playbook read =
        PolicyTexts.policy(
                POLICY
                    + "  - {playbook: p, when: {tier: primary}, actions: [{do: STOP}], limit: 15m}\n")
            .charter()
            .playbooks()
            .get(0);

    assertThat(read.limit()).isEqualTo(read.within());
  }

  @Test
  void shouldTellTheHostOfAnAddressAndNothingElseOfIt() {
    String one =
        "  - {playbook: p, when: {tier: primary}, actions: [{do: NOTIFY, url:"
            + " 'https://hooks.example.org:8443/T0/SECRET?k=1#x'}]}\n";

    Playbook read = PolicyTexts.policy(POLICY + one).charter().playbooks().get(0);

    assertThat(read.inWords())
        .contains("tell the topic and https://hooks.example.org:8443;")
        .doesNotContain("SECRET", "k=1");
    assertThat(
            PolicyDiff.between(
                PolicyTexts.policy(POLICY + one),
                PolicyTexts.policy(POLICY + one.replace("SECRET", "OTHER"))))
        .containsExactly("playbook 'p' tells another address of the same host");
  }

  @Test
  void shouldTellWhatChanges() {
    String one = "  - {playbook: p, when: {tier: primary}, actions: [{do: STOP}]}\n";

    assertThat(
            PolicyDiff.between(
                PolicyTexts.policy(POLICY.replace("playbooks:\n", "")),
                PolicyTexts.policy(POLICY + one)))
        .singleElement()
        .asString()
        .startsWith("playbook 'p' is when tier 'primary' is away: send everything to people");
    assertThat(
            PolicyDiff.between(PolicyTexts.policy(POLICY + one), PolicyTexts.policy(POLICY + one)))
        .isEmpty();
  }
}
