package dev.backstop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.cli.story.Examples;
import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProvenMetersTest {

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final ProvenMeters proven = new ProvenMeters(registry);

  @Test
  void shouldSayHowLongAgoATierLastAnswered() {
    // Given
    proven.watch(policy("secondary"));
    clock.add(Duration.ofHours(2));
    proven.answered(decision(Status.FINAL, "good", "secondary"));
    // When
    clock.add(Duration.ofMinutes(5));
    // Then
    assertThat(age("secondary")).isEqualTo(300);
    assertThat(age("default")).isEqualTo(7_500);
  }

  @Test
  void shouldKnowToATenthOfASecondWhenATierLastAnswered() {
    // Given
    proven.watch(policy("secondary"));
    clock.add(Duration.ofMillis(99));
    proven.answered(decision(Status.FINAL, "good", "secondary"));
    clock.add(Duration.ofMillis(2));
    // When
    proven.answered(decision(Status.FINAL, "good", "secondary"));
    // Then
    assertThat(age("secondary")).isZero();
  }

  @Test
  void shouldNotTakeForAnAnswerWhatIsNone() {
    // Given
    proven.watch(policy("secondary"));
    clock.add(Duration.ofSeconds(60));
    // When
    proven.answered(decision(Status.PROVISIONAL, "good", "secondary"));
    proven.answered(decision(Status.REJECTED, null, "secondary"));
    // Then
    assertThat(age("secondary")).isEqualTo(60);
  }

  @Test
  void shouldForgetATierThatNoPolicyHasAnyMore() {
    // Given
    proven.watch(policy("secondary"));
    // When
    proven.watch(policy("third"));
    // Then
    assertThat(gauge("secondary")).isNull();
    assertThat(age("third")).isZero();
  }

  @Test
  void shouldNotLetOnePolicyProveTheTierOfAnother() {
    // Given
    proven.watch(policy("secondary"));
    proven.watch(policy("other", "cards", "secondary"));
    clock.add(Duration.ofHours(30));
    // When
    proven.answered(decision(Status.FINAL, "good", "secondary"));
    // Then
    assertThat(age("secondary")).isZero();
    assertThat(gauge("other", "secondary").value()).isEqualTo(108_000);
  }

  @Test
  void shouldWatchNeitherRulesNorATierThatThePolicyNoLongerHas() {
    // Given
    proven.watch(policy("secondary"));
    proven.watch(policy("third"));
    // When: a review that was opened under the version before is closed
    proven.answered(decision(Status.FINAL, "good", "secondary"));
    proven.answered(
        Examples.decision(Status.FINAL, "good", "hard-stops", TierKind.RULES, false, null, 1));
    // Then
    assertThat(gauge("secondary")).isNull();
    assertThat(gauge("hard-stops")).isNull();
  }

  @Test
  void shouldShowForADayWhatAnsweredUnderAPolicyThatItDoesNotHave() {
    // Given: the part that closes reviews has none
    proven.answered(decision(Status.FINAL, "good", "human"));
    // When
    clock.add(Duration.ofHours(23));
    // Then
    assertThat(age("human")).isEqualTo(82_800);
    // When
    clock.add(Duration.ofHours(1));
    // Then
    assertThat(age("human")).isNaN();
    // When
    proven.answered(decision(Status.FINAL, "good", "human"));
    // Then
    assertThat(age("human")).isZero();
  }

  @Test
  void shouldForgetThePolicyThatADomainNoLongerHas() {
    // Given
    proven.watch(policy("secondary"));
    // When
    proven.watch(policy("renamed", "loans", "secondary"));
    // Then
    assertThat(gauge("secondary")).isNull();
    assertThat(gauge("renamed", "secondary")).isNotNull();
  }

  private double age(String tier) {
    return gauge(tier).value();
  }

  private @Nullable Gauge gauge(String tier) {
    return gauge("credit", tier);
  }

  private @Nullable Gauge gauge(String policy, String tier) {
    return registry
        .find("backstop.fallback.proven.age")
        .tags("policy", policy, "tier", tier)
        .gauge();
  }

  private static Decision decision(Status status, @Nullable String label, String tier) {
    return Examples.decision(status, label, tier, TierKind.MODEL, false, null, 1);
  }

  private static Policy policy(String second) {
    return policy("credit", "loans", second);
  }

  private static Policy policy(String name, String domain, String second) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: %s
        version: 1.0.0
        domain: %s
        owner: us
        deadline: 2h
        ladder:
          - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
          - {tier: %s, kind: model, model: second, threshold: 0.7, budget: 1s}
          - {tier: default, kind: default, label: "no"}
        """
            .formatted(name, domain, second));
  }
}
