package dev.backstop.incident;

import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.RiskLevel;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a domain stands at one time.
 *
 * @param factors what keeps tiers from requests or puts answers under suspicion, and alarms; in a
 *     fixed order
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
      for (BreakerNews news : board.breakers().all()) {
        if (asks(policy, news.guarded())) {
          add(news, factors);
        }
      }
    }
    Controls controls = board.current();
    controls.all().stream()
        .filter(control -> control.holds(now) && bars(control))
        .filter(control -> controls.reaches(control, policy.domain()))
        .filter(control -> !control.ofPlaybook() || control.domain().equals(policy.domain()))
        .map(Sighting::of)
        .forEach(factors::add);
    return new Sighting(
        policy.domain(), policy.ref(), board.degradation(policy, now).level(), factors, now);
  }

  /** The same, with that beside it. */
  public Sighting with(List<Factor> more) {
    List<Factor> all = new ArrayList<>(factors);
    all.addAll(more);
    return new Sighting(domain, policy, level, all, at);
  }

  /** Whether nothing is away, nothing under suspicion and no alarm raised. */
  boolean calm() {
    return level == DegradationLevel.NORMAL
        && factors.stream().noneMatch(factor -> factor.kind().isSuspicion());
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
  private static boolean bars(Control control) {
    Switch.Kind kind = control.set().kind();
    return kind == Switch.Kind.STOP || kind == Switch.Kind.FORCE || kind == Switch.Kind.TIER_OFF;
  }

  private static void add(BreakerNews news, List<Factor> factors) {
    if (!news.closed()) {
      factors.add(breaker(news));
    }
    Instant at = Instant.ofEpochMilli(news.at());
    String key = news.guarded().key();
    if (news.risk().level() != RiskLevel.NORMAL) {
      String level = news.risk().level().name();
      String what =
          "the answers of " + model(news) + " are at " + level + ": " + news.risk().inWords();
      factors.add(new Factor(Factor.Kind.RISK, key, level, what, at, null));
    }
    if (!news.drifted().none()) {
      String drifted = news.drifted().inWords();
      String what = "what " + model(news) + " is asked: " + drifted;
      factors.add(new Factor(Factor.Kind.DRIFT, key, drifted, what, at, null));
    }
  }

  private static Factor breaker(BreakerNews news) {
    BreakerState.Kind kind = news.status().kind();
    String state = kind == BreakerState.Kind.RAMP ? kind + " " + news.share() : kind.name();
    return new Factor(
        Factor.Kind.BREAKER,
        news.guarded().key(),
        state,
        "the breaker of " + model(news) + " is at " + state + ": " + news.why(),
        Instant.ofEpochMilli(news.status().since()),
        null);
  }

  private static String model(BreakerNews news) {
    Guarded guarded = news.guarded();
    return "model '"
        + guarded.model()
        + (guarded.segment() == null ? "'" : "' in segment '" + guarded.segment() + "'");
  }

  private static Factor of(Control control) {
    return new Factor(
        Factor.Kind.CONTROL,
        control.place(),
        control.id(),
        control.inWords()
            + (control.expiresAt() == null ? "" : " until " + control.expiresAt())
            + ": "
            + control.why(),
        control.issuedAt(),
        control.who());
  }
}
