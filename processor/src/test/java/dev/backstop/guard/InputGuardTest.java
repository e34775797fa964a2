package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.guard.InputGuard.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputGuardTest {

  private final InputGuard guard =
      new InputGuard(
          List.of(
              new FeatureCheck.InRange("age", true, 18, 99),
              new FeatureCheck.InRange("income", false, 0, 1e6),
              new FeatureCheck.Seen("home", true, Set.of("rent", "own", "true")),
              new FeatureCheck.OfLength("history", true, 2)),
          60_000L);

  @Test
  void shouldFindNothingInAGoodRecord() {
    // Given
    Features good =
        new Features(Map.of("age", 99L, "home", "own", "history", List.of(1.0, 2.0), "other", 1L));
    // Then: a value on the bound is in range, and what need not be there is not missed
    assertThat(guard.check(good, 60_000)).isEmpty();
  }

  @Test
  void shouldFindAllFlawsAtOnce() {
    // Given
    Features bad = new Features(Map.of("income", -1.0, "home", "boat", "history", List.of(1.0)));
    // Then
    assertThat(guard.check(bad, 60_001))
        .containsExactly(
            new Finding(InputGuard.RECORD, Flaw.STALE),
            new Finding("age", Flaw.MISSING),
            new Finding("income", Flaw.RANGE),
            new Finding("home", Flaw.UNSEEN),
            new Finding("history", Flaw.TYPE));
  }

  @Test
  void shouldTellValuesOfAnotherTypeFromValuesOutOfRange() {
    // Given
    Features odd =
        new Features(
            Map.of(
                "age",
                "40",
                "income",
                Double.NaN,
                "home",
                1L,
                "history",
                Arrays.asList(1.0, Double.POSITIVE_INFINITY)));
    // Then
    assertThat(guard.check(odd, 0)).extracting(Finding::flaw).containsOnly(Flaw.TYPE).hasSize(4);
  }
}
