package dev.backstop.telemetry;

import dev.backstop.domain.Decision;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows how long ago each tier last answered: a fallback that nobody has needed for long may not be
 * one any more. An answer in a drill proves as much as a real one. Safe for all threads at once.
 */
public final class ProvenMeters {

  private final MeterRegistry registry;
  private final Clock clock;

  /** When a tier last answered, or when it became known; ns of the clock. */
  private final ConcurrentMap<String, AtomicLong> last = new ConcurrentHashMap<>();

  /** The tiers of the policy that governs each domain. */
  private final Map<String, Set<String>> byDomain = new HashMap<>();

  ProvenMeters(MeterRegistry registry) {
    this.registry = registry;
    this.clock = registry.config().clock();
  }

  /**
   * Shows the tiers of a policy that has come into force, those too that never answer, and no
   * longer those that only the one before had. A tier that is switched off is not expected to
   * answer.
   */
  public synchronized void watch(Policy policy) {
    Set<String> tiers = new HashSet<>();
    for (Tier tier : policy.ladder()) {
      if (tier.enabled() && !(tier instanceof Tier.Rules)) {
        tiers.add(tier.name());
        AtomicLong unused = of(tier.name());
      }
    }
    byDomain.put(policy.domain(), tiers);
    last.keySet().stream()
        .filter(tier -> byDomain.values().stream().noneMatch(known -> known.contains(tier)))
        .forEach(this::remove);
  }

  /** Takes note of an answer. */
  void answered(Decision decision) {
    if (decision.label() != null && decision.status().isTerminal()) {
      of(decision.tier()).lazySet(clock.monotonicTime());
    }
  }

  private void remove(String tier) {
    last.remove(tier);
    io.micrometer.core.instrument.Meter gone =
        registry
            .find(Meter.FALLBACK_PROVEN_AGE.meterName())
            .tag(Meter.FALLBACK_PROVEN_AGE.tags().get(0), tier)
            .gauge();
    if (gone != null) {
      registry.remove(gone);
    }
  }

  private AtomicLong of(String tier) {
    AtomicLong at = last.get(tier);
    return at != null ? at : last.computeIfAbsent(tier, this::register);
  }

  private AtomicLong register(String tier) {
    AtomicLong at = new AtomicLong(clock.monotonicTime());
    Meter meter = Meter.FALLBACK_PROVEN_AGE;
    Gauge.builder(meter.meterName(), at, this::age)
        .description(meter.description())
        .tag(meter.tags().get(0), tier)
        .register(registry);
    return at;
  }

  private double age(AtomicLong at) {
    return (clock.monotonicTime() - at.get()) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
