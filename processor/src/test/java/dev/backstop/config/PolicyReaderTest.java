package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Audit;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
