package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.model.Models;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.topology.names.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolicyModelsTest {

  private final Models models = new Models(List.of());
  private final ModelShelf shelf =
      new ModelShelf(new FakeModels("first@1", "second@1", "second@2"), models);
  private final Policy one = policy("1", "first@1", "second@1");
  private final Policy two = policy("2", "first@1", "second@2");
  private final Policies policies = new Policies(List.of(one));

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void shouldNeedOnlyTheModelsThatItsPartAsks() {
    assertThat(of(Role.PRIMARY).needed(two)).containsExactly("first@1");
    assertThat(of(Role.SECONDARY).needed(two)).containsExactly("second@2");
    assertThat(of(Role.REVIEW).needed(two)).isEmpty();
  }

  @Test
  void shouldHoldCasesOfAVersionUntilThatIsEndedThoughItsModelsAreStillLoading() {
    // Given
    PolicyModels secondary = of(Role.SECONDARY);
    shelf.load(Set.of("second@1"));
    secondary.hold(two);
    secondary.settle(List.of(two));
    assertThat(policies.toContinue(two.ref(), "d")).contains(two);
    assertThat(models.isExpected("second@2")).isTrue();
    // When
    secondary.holdNoLonger(two);
    secondary.settle(List.of(two));
    // Then
    assertThat(policies.toContinue(two.ref(), "d")).contains(one);
    assertThat(models.isExpected("second@2")).isFalse();
    assertThat(models.names()).containsExactly("second@1");
  }

  @Test
  void shouldKeepWhatAWaitingPolicyHasGotOfItsModels() {
    // Given
    PolicyModels all = of(Role.ALL);
    shelf.load(List.of("first@1", "second@1", "second@2"));
    // When
    all.settle(List.of(two));
    // Then
    assertThat(models.names()).containsExactlyInAnyOrder("first@1", "second@1", "second@2");
    all.settle(List.of());
    assertThat(models.names()).containsExactlyInAnyOrder("first@1", "second@1");
  }

  private PolicyModels of(Role role) {
    return new PolicyModels(role, policies, shelf);
  }

  private static Policy policy(String version, String... names) {
    List<Tier> ladder = new ArrayList<>();
    for (String name : names) {
      ladder.add(new Tier.Model(name, name, 0.5, Duration.ofMillis(10), true));
    }
    return new Policy(
        new PolicyRef("p", version, version.repeat(64)),
        "d",
        Duration.ofHours(1),
        ladder,
        OnReview.WAIT,
        OnTimeout.REJECT,
        Map.of());
  }
}
