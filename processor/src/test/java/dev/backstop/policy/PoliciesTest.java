package dev.backstop.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoliciesTest {

  private final Policy one = policy("credit", "1.0.0");
  private final Policy two = policy("credit", "2.0.0");
  private final Policy any = policy(Policy.ANY_DOMAIN, "1.0.0");

  @Test
  void shouldGovernADomainByItsOwnPolicyBeforeTheOneForAny() {
    // Given
    Policies policies = new Policies(List.of(any, one));
    // Then
    assertThat(policies.forDomain("credit")).contains(one);
    assertThat(policies.forDomain("fraud")).contains(any);
    assertThat(new Policies(List.of(one)).forDomain("fraud")).isEmpty();
  }

  @Test
  void shouldEndUnderTheVersionThatBeganWhileNewRequestsGetTheOneInForce() {
    // Given
    Policies policies = new Policies(List.of(one));
    // When
    policies.activate(two);
    // Then
    assertThat(policies.forDomain("credit")).contains(two);
    assertThat(policies.toContinue(one.ref(), "credit")).contains(one);
    assertThat(policies.all()).containsExactly(two);
  }

  @Test
  void shouldTellWhetherAPolicyStillGovernsAsALookByDomainDoes() {
    // Given
    Policies policies = new Policies(List.of(any));
    assertThat(policies.stillGoverns(any, "credit")).isTrue();
    // When
    policies.activate(two);
    // Then
    assertThat(policies.stillGoverns(any, "credit")).isFalse();
    assertThat(policies.stillGoverns(any, "fraud")).isTrue();
    assertThat(policies.stillGoverns(two, "credit")).isTrue();
    // When
    policies.activate(one);
    // Then
    assertThat(policies.stillGoverns(two, "credit")).isFalse();
    assertThat(policies.stillGoverns(one, "credit")).isTrue();
  }

  @Test
  void shouldForgetVersionsButNeverOneInForce() {
    // Given
    Policies policies = new Policies(List.of(one));
    policies.activate(two);
    // When
    policies.retain(policy -> false);
    // Then
    assertThat(policies.toContinue(one.ref(), "credit")).contains(two);
    assertThat(policies.toContinue(two.ref(), "credit")).contains(two);
  }

  @Test
  void shouldKnowAVersionThatIsNotInForce() {
    // Given
    Policies policies = new Policies(List.of(two));
    // When
    policies.remember(one);
    // Then
    assertThat(policies.toContinue(one.ref(), "credit")).contains(one);
    assertThat(policies.forDomain("credit")).contains(two);
  }

  @Test
  void shouldGoOnUnderWhatIsInForceWhereTheVersionIsNotKnown() {
    // Given
    Policies policies = new Policies(List.of(two));
    // Then
    assertThat(policies.toContinue(one.ref(), "credit")).contains(two);
  }

  @Test
  void shouldTryAPolicyWithoutPuttingItInForce() {
    // Given
    Policies policies = new Policies(List.of(one));
    // When
    Policies then = policies.with(two);
    // Then
    assertThat(then.forDomain("credit")).contains(two);
    assertThat(policies.forDomain("credit")).contains(one);
  }

  @Test
  void shouldTellOfAPolicyWithoutKeepingOthersFromChangingThem() {
    // Given
    Policies policies = new Policies(List.of(one));
    policies.watch(
        () ->
            CompletableFuture.runAsync(() -> policies.remember(any))
                .orTimeout(10, TimeUnit.SECONDS)
                .join());
    // When
    policies.activate(two);
    // Then
    assertThat(policies.toContinue(any.ref(), "fraud")).contains(any);
  }

  @Test
  void shouldRefuseTwoPoliciesForOneDomain() {
    assertThatThrownBy(() -> new Policies(List.of(one, two)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credit");
  }

  @Test
  void shouldTellTheVersionInForceFromAnotherByItsKey() {
    // Given
    String sha256 = "a".repeat(64);
    // Then
    assertThat(PolicyKey.parse("credit")).isEqualTo(PolicyKey.inForce("credit"));
    assertThat(PolicyKey.parse("credit@eu")).isEqualTo(PolicyKey.inForce("credit@eu"));
    assertThat(PolicyKey.parse("credit@" + sha256)).isEqualTo(PolicyKey.version("credit", sha256));
    assertThat(PolicyKey.parse(PolicyKey.version("a@b", sha256).toString()))
        .isEqualTo(PolicyKey.version("a@b", sha256));
  }

  private static Policy policy(String domain, String version) {
    return new Policy(
        new PolicyRef("p", version, version.repeat(12).substring(0, 60) + "0000"),
        domain,
        Duration.ofHours(1),
        List.of(new Tier.Default("default", "no")),
        OnReview.WAIT,
        OnTimeout.DEFAULT,
        Map.of());
  }
}
