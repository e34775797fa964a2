package dev.backstop.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Leave;
import dev.backstop.control.Switch;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SightingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldSeeAStopOfEveryDomainWhereItHasAnEffectAlone() {
    // Given
    Control stop = Control.of("*", new Switch.Stop(), "olga", "a fire", NOW, NOW.plusSeconds(60));
    ControlBoard board = new ControlBoard();
    board.set(Controls.NONE.with(stop, new Leave(Set.of("loans"), Map.of("cards", "not hers"))));
    // When
    Sighting loans = Sighting.of(policy("loans"), board, NOW);
    Sighting cards = Sighting.of(policy("cards"), board, NOW);
    // Then
    assertThat(loans.factors()).singleElement().extracting(Factor::key).isEqualTo("stop@*");
    assertThat(cards.factors()).isEmpty();
  }

  private static Policy policy(String domain) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: 1.0.0
        domain: %s
        owner: o
        deadline: 1h
        ladder:
          - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
          - {tier: c, kind: default, label: x}
        """
            .formatted(domain));
  }
}
