package dev.backstop.cli;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.guard.Guarded;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlFitTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      description: d
      domain: loans
      owner: o
      deadline: 1m
      ladder:
        - {tier: primary, kind: model, model: m, threshold: 0.8, budget: 100ms}
        - {tier: human, kind: human, labels: ['no', 'yes'], takeWithin: 1s, finishWithin: 2s}
        - {tier: default, kind: default, label: 'no'}
      """;

  @Test
  void shouldNotLetOthersThanThePolicysOperatorsSetAControl() {
    // Given
    Policy policy = policy(POLICY + "people: {operators: [olga]}\n");
    // When
    List<String> problems = ControlFit.problems(by("ben", new Switch.Stop()), List.of(policy));
    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("p@1.0.0", "'ben' may not set controls", "olga");
    assertThat(ControlFit.problems(by("olga", new Switch.Stop()), List.of(policy))).isEmpty();
  }

  @Test
  void shouldLetAControlOfEveryDomainBeSetByTheOperatorOfOne() {
    // Given
    Policy hers = policy(POLICY + "people: {operators: [olga]}\n");
    Policy others =
        policy(POLICY.replace("domain: loans", "domain: cards") + "people: {operators: [ben]}\n");
    Instant now = Instant.EPOCH;
    Control stop = Control.of("*", new Switch.Stop(), "olga", "a test", now, now.plusSeconds(60));
    // When
    List<String> problems = ControlFit.problems(stop, List.of(hers, others));
    // Then
    assertThat(problems).isEmpty();
    assertThat(ControlFit.problems(stop, List.of(others))).hasSize(1);
  }

  @Test
  void shouldFindATierThatNoPolicyHas() {
    // Given
    Policy policy = policy(POLICY);
    // When
    List<String> problems =
        ControlFit.problems(by("ben", new Switch.Off("primari")), List.of(policy));
    // Then
    assertThat(problems).singleElement().asString().contains("'primari'", "backstop status");
    assertThat(ControlFit.problems(by("ben", new Switch.Off("primary")), List.of(policy)))
        .isEmpty();
  }

  @Test
  void shouldFindABreakerThatNoPolicyHas() {
    // Given
    Policy policy = policy(POLICY);
    // When
    List<String> none =
        ControlFit.problems(
            by("ben", new Switch.OpenBreaker(new Guarded("n", null))), List.of(policy));
    List<String> segment =
        ControlFit.problems(
            by("ben", new Switch.OpenBreaker(new Guarded("m", "s"))), List.of(policy));
    // Then
    assertThat(none).singleElement().asString().contains("asks model 'n' in no segment");
    assertThat(segment).singleElement().asString().contains("asks model 'm' in segment 's'");
    assertThat(
            ControlFit.problems(
                by("ben", new Switch.CloseBreaker(new Guarded("m", null))), List.of(policy)))
        .isEmpty();
  }

  @Test
  void shouldFindAnAuditRateWithoutACoin() {
    // Given
    Control rate = by("ben", new Switch.AuditRate(0.1));
    Policy declared = policy(POLICY + "audit: {rate: 0, salt: s1, epoch: 1}\n");
    // When
    List<String> problems = ControlFit.problems(rate, List.of(policy(POLICY)));
    // Then
    assertThat(problems).singleElement().asString().contains("'audit' section", "rate 0");
    assertThat(ControlFit.problems(rate, List.of(declared))).isEmpty();
  }

  @Test
  void shouldFindAShareOfNoCanary() {
    // Given
    Control share = by("ben", new Switch.CanaryShare(0.1));
    Policy declared = policy(POLICY + "canary: {tier: primary, model: n, share: 0.01}\n");
    // When
    List<String> problems = ControlFit.problems(share, List.of(policy(POLICY)));
    // Then
    assertThat(problems).singleElement().asString().contains("'canary' section");
    assertThat(ControlFit.problems(share, List.of(declared))).isEmpty();
  }

  @Test
  void shouldFindThatThereIsNobodyToTurnAway() {
    // Given
    Control shed = by("ben", new Switch.Shed(0.2));
    Policy bounded =
        policy(
            POLICY.replace("budget: 100ms", "budget: 100ms, maxWait: 2s")
                + """
                risks:
                  - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
                  - {risk: high, errorCost: 50, reviewCost: 2, humanError: 0.03}
                """);
    // When
    List<String> problems = ControlFit.problems(shed, List.of(policy(POLICY)));
    // Then
    assertThat(problems).singleElement().asString().contains("two 'risks'", "'maxWait'");
    assertThat(ControlFit.problems(shed, List.of(bounded))).isEmpty();
  }

  @Test
  void shouldHoldItAgainstNothingWhereNoPolicyIsKnown() {
    assertThat(ControlFit.problems(by("ben", new Switch.Off("any")), List.of())).isEmpty();
  }

  private static Control by(String who, Switch set) {
    Instant now = Instant.EPOCH;
    return Control.of("loans", set, who, "a test", now, now.plusSeconds(60));
  }
}
