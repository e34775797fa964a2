package dev.backstop.telemetry;

import dev.backstop.domain.Decision;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Shows how long ago each tier of a policy last answered: a fallback that nobody has needed for
 * long may not be one any more. An answer in a drill proves as much as a real one. Safe for all
 * threads at once.
 *
 * <p>The tiers that are expected to answer are those of the policies in force. An instance that
 * does not have the policy, as one that closes reviews, shows what it has seen answer, and says
 * nothing of it when that is a day ago: whether the tier is still wanted, others know.
 */
public final class ProvenMeters {

  /** After so long the alert fires, so it is also how long an answer proves anything; in s. */
  private static final double PROVES_FOR = TimeUnit.DAYS.toSeconds(1);

  /** A proof need not be younger, in ns: threads that write it at each answer slow each other. */
  private static final long YOUNG = TimeUnit.MILLISECONDS.toNanos(100);

  private final MeterRegistry registry;
  private final Clock clock;

  /** By policy and tier. */
  private final ConcurrentMap<String, ConcurrentMap<String, Proof>> proofs =
      new ConcurrentHashMap<>();

  /** By domain, the policy that governs it. */
  private final Map<String, Watched> byDomain = new HashMap<>();

  /** The names of these policies. */
  private volatile Set<String> watched = Set.of();

  private record Watched(String policy, Set<String> tiers) {}

  /** When a tier last answered, or when it became known. */
  private static final class Proof {

    /** Ns of the clock. */
    volatile long at;

    /** Whether a policy in force expects it to answer. */
    volatile boolean expected;

    Proof(long at) {
      this.at = at;
    }

    void answered(long now) {
      if (now - at > YOUNG) {
        at = now;
      }
    }
  }

  ProvenMeters(MeterRegistry registry) {
    this.registry = registry;
    this.clock = registry.config().clock();
  }

  /**
   * Shows the tiers of a policy that has come into force, those too that never answer, and no
   * longer those that only the one before had. A tier that is switched off is not expected to
   * answer, nor are rules.
   */
  public synchronized void watch(Policy policy) {
    String name = policy.ref().name();
    Set<String> tiers =
        policy.variants().stream()
            .flatMap(variant -> variant.ladder().stream())
            .filter(tier -> tier.enabled() && !(tier instanceof Tier.Rules))
            .map(Tier::name)
            .collect(Collectors.toUnmodifiableSet());
    byDomain.put(policy.domain(), new Watched(name, tiers));
    watched = byDomain.values().stream().map(Watched::policy).collect(Collectors.toSet());
    tiers.forEach(tier -> of(name, tier).expected = true);
    proofs.forEach(
        (known, its) ->
            its.forEach(
                (tier, proof) -> {
                  if (proof.expected && !isExpected(known, tier)) {
                    its.remove(tier);
                    remove(known, tier);
                  }
                }));
  }

  /** Takes note of an answer. */
  void answered(Decision decision) {
    if (decision.label() == null
        || !decision.status().isTerminal()
        || decision.tierKind() == TierKind.RULES) {
      return;
    }
    String policy = decision.policy().name();
    Map<String, Proof> its = proofs.get(policy);
    Proof proof = its == null ? null : its.get(decision.tier());
    if (proof != null) {
      proof.answered(clock.monotonicTime());
    } else if (!watched.contains(policy)) {
      of(policy, decision.tier()).at = clock.monotonicTime();
    }
  }

  private boolean isExpected(String policy, String tier) {
    return byDomain.values().stream()
        .anyMatch(known -> known.policy().equals(policy) && known.tiers().contains(tier));
  }

  private Proof of(String policy, String tier) {
    return proofs
        .computeIfAbsent(policy, unseen -> new ConcurrentHashMap<>())
        .computeIfAbsent(tier, unseen -> register(policy, unseen));
  }

  private Proof register(String policy, String tier) {
    Proof proof = new Proof(clock.monotonicTime());
    Meter meter = Meter.FALLBACK_PROVEN_AGE;
    Gauge.builder(meter.meterName(), proof, this::age)
        .description(meter.description())
        .tag(meter.tags().get(0), policy)
        .tag(meter.tags().get(1), tier)
        .register(registry);
    return proof;
  }

  private void remove(String policy, String tier) {
    Meter meter = Meter.FALLBACK_PROVEN_AGE;
    io.micrometer.core.instrument.Meter gone =
        registry
            .find(meter.meterName())
            .tag(meter.tags().get(0), policy)
            .tag(meter.tags().get(1), tier)
            .gauge();
    if (gone != null) {
      registry.remove(gone);
    }
  }

  private double age(Proof proof) {
    double seconds = (clock.monotonicTime() - proof.at) / (double) TimeUnit.SECONDS.toNanos(1);
    return proof.expected || seconds < PROVES_FOR ? seconds : Double.NaN;
  }
}
