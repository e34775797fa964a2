package dev.backstop.incident;

import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Switch;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.Guarded;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a domain stands at one time.
 *
 * @param factors what keeps tiers from requests, in a fixed order
 */
public record Sighting(
    String domain, PolicyRef policy, DegradationLevel level, List<Factor> factors, Instant at) {

  public Sighting {
    factors = List.copyOf(factors);
  }

  /** What is seen of the domain of a policy. */
  public static Sighting of(Policy policy, ControlBoard board, Instant now) {
    List<Factor> factors = new ArrayList<>();
    if (policy.charter().breaker().enabled()) {
      board.breakers().all().stream()
          .filter(news -> !news.closed() && asks(policy, news.guarded()))
          .map(Sighting::of)
          .forEach(factors::add);
    }
    board.current().all().stream()
        .filter(control -> control.holds(now) && concerns(control, policy.domain()))
        .map(Sighting::of)
        .forEach(factors::add);
    return new Sighting(
        policy.domain(), policy.ref(), board.degradation(policy, now).level(), factors, now);
  }

  private static boolean asks(Policy policy, Guarded guarded) {
    return policy.variants().stream()
        .filter(variant -> Objects.equals(variant.applies().segment(), guarded.segment()))
        .flatMap(variant -> variant.ladder().stream())
        .anyMatch(
            tier ->
                tier instanceof Tier.Asking asking && asking.models().contains(guarded.model()));
  }

  /** The shares of audit and canary take nothing away. */
  private static boolean concerns(Control control, String domain) {
    Switch.Kind kind = control.set().kind();
    boolean bars =
        kind == Switch.Kind.STOP || kind == Switch.Kind.FORCE || kind == Switch.Kind.TIER_OFF;
    boolean everywhere = control.domain().equals(Policy.ANY_DOMAIN) && !control.ofPlaybook();
    return bars && (everywhere || control.domain().equals(domain));
  }

  private static Factor of(BreakerNews news) {
    BreakerState.Kind kind = news.status().kind();
    String state = kind == BreakerState.Kind.RAMP ? kind + " " + news.share() : kind.name();
    Guarded guarded = news.guarded();
    return new Factor(
        Factor.Kind.BREAKER,
        guarded.key(),
        state,
        "the breaker of model '"
            + guarded.model()
            + (guarded.segment() == null ? "'" : "' in segment '" + guarded.segment() + "'")
            + " is at "
            + state
            + ": "
            + news.why(),
        Instant.ofEpochMilli(news.status().since()),
        null);
  }

  private static Factor of(Control control) {
    return new Factor(
        Factor.Kind.CONTROL,
        control.key(),
        control.id(),
        control.inWords()
            + (control.expiresAt() == null ? "" : " until " + control.expiresAt())
            + ": "
            + control.why(),
        control.issuedAt(),
        control.who());
  }
}
