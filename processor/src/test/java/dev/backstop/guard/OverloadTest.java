package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.domain.Reason;
import dev.backstop.policy.RiskClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row D11: retries, the adaptive limit, and who is shed. */
class OverloadTest {

  private static final BreakerState.Kind CLOSED = BreakerState.Kind.CLOSED;
  private static final RiskClass GRAVE = new RiskClass("grave", 1_000, 2, .03);
  private static final RiskClass USUAL = new RiskClass("usual", 50, 2, .03);
  private static final RiskClass SLIGHT = new RiskClass("slight", 1, .1, .03);

  @Test
  void shouldRetryAtMostOneCallInTen() {
    // Given
    RetryBudget budget = new RetryBudget(.1, 100);
    int retries = 0;
    // When
    for (int i = 1; i <= 1_000; i++) {
      budget.called();
      retries += budget.retries(Reason.TIMEOUT, false, CLOSED) ? 1 : 0;
      assertThat(retries).isLessThanOrEqualTo(i / 10);
    }
    // Then
    assertThat(retries).isEqualTo(100);
  }

  @Test
  void shouldNotSaveUpMoreThanTheMost() {
    // Given
    RetryBudget budget = new RetryBudget(.1, 2);
    for (int i = 0; i < 1_000; i++) {
      budget.called();
    }
    // Then
    assertThat(budget.retries(Reason.ERROR, false, CLOSED)).isTrue();
    assertThat(budget.retries(Reason.ERROR, false, CLOSED)).isTrue();
    assertThat(budget.retries(Reason.ERROR, false, CLOSED)).isFalse();
  }

  @Test
  void shouldNotRetryARetryNorWhatWillFailAgainNorUnlessClosed() {
    // Given
    RetryBudget budget = new RetryBudget(1, 10);
    budget.called();
    // Then
    assertThat(budget.retries(Reason.TIMEOUT, true, CLOSED)).isFalse();
    for (BreakerState.Kind kind : BreakerState.Kind.values()) {
      if (kind != CLOSED) {
        assertThat(budget.retries(Reason.TIMEOUT, false, kind)).as("%s", kind).isFalse();
      }
    }
    for (Reason reason : Reason.values()) {
      if (reason != Reason.TIMEOUT && reason != Reason.ERROR) {
        assertThat(budget.retries(reason, false, CLOSED)).as("%s", reason).isFalse();
      }
    }
    // None of these has cost the token.
    assertThat(budget.retries(Reason.TIMEOUT, false, CLOSED)).isTrue();
  }

  @Test
  void shouldGrowByOneForEachLimitsWorthOfCalls() {
    // Given
    AdaptiveLimit limit = new AdaptiveLimit(1, 10, 12, .5);
    // When
    for (int i = 0; i < 11; i++) {
      limit.ended(CallOutcome.OK, 0, 1, 10);
    }
    // Then
    assertThat(limit.limit()).isEqualTo(11);
    for (int i = 0; i < 1_000; i++) {
      limit.ended(CallOutcome.OK, 0, 1, 12);
    }
    assertThat(limit.limit()).isEqualTo(12);
    assertThat(limit.admits(11)).isTrue();
    assertThat(limit.admits(12)).isFalse();
  }

  @Test
  void shouldNotGrowWhileItIsNotInUse() {
    // Given
    AdaptiveLimit limit = new AdaptiveLimit(1, 10, 100, .5);
    // When
    for (int i = 0; i < 1_000; i++) {
      limit.ended(CallOutcome.OK, 0, 1, 4);
    }
    // Then
    assertThat(limit.limit()).isEqualTo(10);
  }

  @Test
  void shouldFallOnceForCallsThatWereUnderWayTogether() {
    // Given
    AdaptiveLimit limit = new AdaptiveLimit(3, 16, 100, .5);
    // When
    for (int i = 0; i < 16; i++) {
      limit.ended(CallOutcome.SLOW, 100, 200 + i, 16);
    }
    int once = limit.limit();
    limit.ended(CallOutcome.FAILED, 300, 400, 8);
    int twice = limit.limit();
    for (int i = 0; i < 10; i++) {
      limit.ended(CallOutcome.FAILED, 500 + i * 100, 550 + i * 100, 4);
    }
    // Then
    assertThat(once).isEqualTo(8);
    assertThat(twice).isEqualTo(4);
    assertThat(limit.limit()).isEqualTo(3);
  }

  @Test
  void shouldShedTheLeastGraveFirst() {
    // Given
    Shedding shedding = new Shedding(List.of(USUAL, SLIGHT, GRAVE), .5);
    // Then
    assertThat(shedding.admits(SLIGHT, .49)).isTrue();
    assertThat(shedding.admits(SLIGHT, .50)).isFalse();
    assertThat(shedding.admits(USUAL, .74)).isTrue();
    assertThat(shedding.admits(USUAL, .75)).isFalse();
    assertThat(shedding.admits(GRAVE, .99)).isTrue();
    assertThat(shedding.admits(GRAVE, 1)).isFalse();
    assertThat(shedding.admits(null, .5)).isFalse();
  }

  @Test
  void shouldUseAllOfATierWhereThereAreNoClasses() {
    // Then
    assertThat(new Shedding(List.of(), .5).admits(null, .99)).isTrue();
    assertThat(new Shedding(List.of(SLIGHT), .5).admits(SLIGHT, .99)).isTrue();
  }

  @Test
  void shouldTellWhatIsWrongWithATerm() {
    // Then
    assertThatThrownBy(() -> new RetryBudget(0, 0)).hasMessageContaining("share");
    assertThatThrownBy(() -> new AdaptiveLimit(5, 4, 3, 1))
        .hasMessageContaining("first must be 5 or more, but is 4")
        .hasMessageContaining("most must be 4 or more, but is 3")
        .hasMessageContaining("backoff");
  }
}
