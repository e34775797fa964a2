package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published JSON Schema, which editors complete and check policies by, and the parser. */
class PolicySchemaTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      description: All there is.
      deadline: 1h
      features:
        amount: {type: NUMBER, alternatives: [{flag: new, from: other}], fallback: [other]}
        other: {type: NUMBER, privacy: PERSONAL, retention: 30d, freshFor: 15m}
      people: {authors: [ada], approvers: [ben], operators: [olga]}
      language: en
      flags: {new: false}
      limits: {attempts: 3, cost: 10.5}
      risks:
        - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
      risk: low
      segments:
        - segment: large
          when: features.amount > 3000
          risk: low
          flags: {new: true}
          deadline: 2h
          onReview: PROVISIONAL
          onTimeout: REJECT
          tiers:
            a: {threshold: 0.95, budget: 50ms, enabled: true}
            b: {takeWithin: 2m, finishWithin: 5m, priority: 1, reviewers: 2, hidden: [amount]}
            c: {label: x}
            stops: {enabled: false}
            mean: {threshold: 0.9, budget: 2s, minimum: 2, enabled: true}
      ladder:
        - {tier: mean, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: m, alternatives: [{flag: new, model: o}], weight: 2.5}, {model: n}], minimum: 1, threshold: 0.7, budget: 1s, enabled: true, maxWait: 30s, concurrency: 2}
        - {tier: stack, kind: ensemble, combine: STACKING, intercepts: {x: 0, y: 1}, members: [{model: m, weights: {x: 1, y: 2}}, {model: n, weights: {x: 1, y: 2}}], threshold: 0.7, budget: 1s}
        - tier: stops
          kind: rules
          degraded: true
          enabled: true
          rules:
            - {rule: free, when: features.amount < 1, label: x}
            - {rule: dear, when: features.amount > 9, then: REVIEW}
        - {tier: a, kind: model, model: m, alternatives: [{flag: new, model: o}], threshold: 0.8, budget: 100ms, enabled: true, cost: 1, skipFor: [BUDGET_EXHAUSTED, POLICY_FORCED, OVERLOAD], maxWait: 2s, concurrency: 4}
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 10m, priority: 2, reviewers: 1, hidden: [], cost: 4, skipFor: [OVERLOAD], enabled: true, sees: INTERNAL, maxOpen: 500}
        - {tier: c, kind: default, label: y, enabled: true}
      canary: {tier: a, model: m@2, share: 0.05, judge: LABELS, cap: 500, onEvidence: {rollBack: true, promote: false}}
      shadow: {tier: a, model: n, share: 1, judge: AGREEMENT, cap: 100}
      breaker: {enabled: true, minimumCalls: 20, failureRate: 0.5, slowRate: 0.5, slowerThan: 50ms, consecutiveFailures: 5, firstOpen: 10s, longestOpen: 1m, mirrorShare: 0.2, ramp: [0.1, 1], rampDwell: 5s, forgetAfter: 1h, return: {sound: 0.01, broken: 0.2, pass: 20, fail: 0.001}, quality: {tolerable: 0.05, alarm: 5000, recent: 40, lasting: 400, doubt: 0.02, return: {sound: 0.04, broken: 0.3, pass: 50, fail: 0.01}}, drift: {window: 500, features: TIGHTEN, confidence: ROUTE, collapse: ALERT, tightenBy: 0.1}}
      playbooks:
        - {playbook: one, when: {tier: a}, lasting: 5s, approval: 1m, actions: [{do: TIER_OFF, tier: a}, {do: AUDIT, share: 0.5}, {do: TIGHTEN, by: 0.05}, {do: FORCE, tier: b}], verify: {calm: 10s, within: 1m, probes: 10}, escalate: [{do: STOP}, {do: NOTIFY, url: "https://h/x"}], limit: 1h}
        - {playbook: two, when: {level: FULL_ESCALATION}, actions: [{do: NOTIFY}], verify: {labels: 40, maxRisk: SPIKE}}
        - {playbook: three, when: {risk: SPIKE}, actions: [{do: NOTIFY}]}
        - {playbook: four, when: {drift: true}, actions: [{do: NOTIFY}]}
      overload: {adaptive: false, shedFrom: 0.7, retryShare: 0, retriesSaved: 3}
      onReview: WAIT
      onTimeout: DEFAULT
      notices: {DEGRADED: {en: By a rule., de: Nach einer Regel.}, LOW_CONFIDENCE: Unsure., UNDECIDED: Nobody knew.}
      audit: {rate: 0.02, salt: s1, epoch: 1, horizon: 2d}
      """;

  private final JsonSchema schema = schema();

  @Test
  void shouldAcceptWhatTheParserAccepts() throws IOException {
    assertThat(problems(POLICY)).isEmpty();
    assertThat(parses(POLICY)).isTrue();
    assertThat(
            problems(
                Files.readString(Path.of("..", "scripts", "credit", "policies", "credit.yaml"))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          version: 1.0.0;        version: 1.0
          version: 1.0.0;        version: one
          version: 1.0.0;        version: 01.0.0
          version: 1.0.0;        version: 1.0.0-rc.01
          version: 1.0.0;        version: v1.0.0
          owner: o;              ownr: o
          owner: o;              owner_: o
          deadline: 1h;          deadline: soon
          threshold: 0.8;        threshold: 1.8
          kind: model;           kind: oracle
          type: NUMBER;          type: NUMERAL
          then: REVIEW;          then: SHRUG
          label: x}\\n;          label: x, then: REJECT}\\n
          labels: [x, y];        labels: [x]
          when: features.amount > 3000; whenever: features.amount > 3000
          onTimeout: DEFAULT;    onTimeout: NEVER
          LOW_CONFIDENCE: U;     NO_CONFIDENCE: U
          UNDECIDED: N;          UNSURE: N
          priority: 1,;          priority: 1, weight: 2,
          attempts: 3,;          attempts: 0,
          reviewers: 1,;         reviewers: 3,
          reviewers: 2,;         reviewers: 0,
          minimumCalls: 20,;     minimumCalls: 0,
          firstOpen: 10s,;       firstOpen: soon,
          mirrorShare: 0.2,;     mirrorShare: 0,
          pass: 20,;             pass: 1,
          rampDwell: 5s,;        rampDwel: 5s,
          probes: 10};           probes: 0}
          maxRisk: SPIKE;        maxRisk: DEGRADED
          tolerable: 0.05,;      tolerable: 0.6,
          tolerable: 0.05,;      ''
          alarm: 5000,;          alarm: 1,
          recent: 40,;           recent: 0,
          lasting: 400,;         lasting: 20000,
          doubt: 0.02,;          doubt: 1,
          sound: 0.04,;          sound: 0,
          broken: 0.3,;          brocken: 0.3,
          window: 500,;          window: 0,
          features: TIGHTEN,;    features: REFUSE,
          confidence: ROUTE,;    confidence: 0.5,
          collapse: ALERT,;      colapse: ALERT,
          tightenBy: 0.1;        tightenBy: 0
          freshFor: 15m;         freshFor: 0
          freshFor: 15m;         freshFor: lately
          maxWait: 2s,;          maxWait: soon,
          maxWait: 2s,;          maxOpen: 2,
          concurrency: 4;        concurrency: 0
          maxOpen: 500;          maxOpen: 0
          maxOpen: 500;          maxWait: 1s
          shedFrom: 0.7;         shedFrom: 0
          retryShare: 0,;        retryShare: 1.5,
          retriesSaved: 3;       retriesSaved: 0
          adaptive: false;       adaptive: perhaps
          privacy: PERSONAL;     privacy: SECRET
          retention: 30d;        retention: long
          operators: [olga];     operators: []
          authors: [ada];        writers: [ada]
          sees: INTERNAL;        sees: ALL
          de: Nach einer Regel.; de: [Nach einer Regel.]
          flags: {new: false};   flags: {new: 7}
          flag: new, from: other; flag: new, model: other
          flag: new, model: o;   model: o
          errorCost: 10;         errorCost: 0
          humanError: 0.1;       humanError: 1.1
          cost: 4;               cost: -4
          skipFor: [OVERLOAD];   skipFor: [ERROR]
          combine: WEIGHTED_MEAN; combine: GUESS
          weight: 2.5;           weight: 0
          minimum: 1,;           minimum: 0,
          , {model: n}], minimum; ], minimum
          intercepts: {x: 0, y: 1},; intercepts: {x: 0},
          combine: STACKING;     combine: MAJORITY
          share: 0.05;           share: 0
          judge: LABELS;         judge: COIN
          cap: 500;              cap: 0
          rollBack: true;        rollback: true
          tier: a, model: n, share: 1; tier: a, share: 1
          judge: AGREEMENT, cap: 100; judge: AGREEMENT, onEvidence: {promote: true}
          rate: 0.02;            rate: 2
          rate: 0.02,;           ''
          epoch: 1;              epoch: one
          horizon: 2d;           horizon: later
          salt: s1;              salt: ' '
          """)
  void shouldRefuseWhatTheParserRefuses(String from, String to) {
    // Given
    String broken =
        POLICY.replace(from.strip().replace("\\n", "\n"), to.strip().replace("\\n", "\n"));
    // Then
    assertThat(broken).isNotEqualTo(POLICY);
    assertThat(parses(broken)).isFalse();
    assertThat(problems(broken)).isNotEmpty();
  }

  private Set<ValidationMessage> problems(String document) {
    return schema.validate(document, InputFormat.YAML);
  }

  private static boolean parses(String document) {
    return PolicyReader.parse("p.yaml", document.getBytes(StandardCharsets.UTF_8), new Problems())
        .isPresent();
  }

  private static JsonSchema schema() {
    try (InputStream published =
        PolicyReader.class.getResourceAsStream(
            "/dev/backstop/policy/backstop-policy-1.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(published);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
