package dev.backstop.playbook;

import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.TripReason;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Proof;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What of the proof that a playbook asks for is missing. It goes by what breakers and the watch of
 * risk have published, and counts nothing itself: of models of the tier that sets the playbook off,
 * else of all that the policy asks.
 */
final class Proving {

  private final Proof proof;
  private final List<BreakerNews> models;
  private final List<BreakerNews> returned;
  private final List<String> missing = new ArrayList<>();

  private Proving(Proof proof, List<BreakerNews> models, Instant since) {
    this.proof = proof;
    this.models = models;
    this.returned = models.stream().filter(news -> isBack(news.status(), since)).toList();
  }

  /**
   * Clauses, each of which says what is missing; empty if nothing is.
   *
   * @param since when the run began: how a model came back before says nothing of it
   */
  static List<String> missing(Policy policy, Playbook playbook, Seen seen, Instant since) {
    if (playbook.proof().none()) {
      return List.of();
    }
    List<BreakerNews> models =
        seen.guarding(policy).filter(news -> isOf(policy, playbook.trigger(), news)).toList();
    return new Proving(playbook.proof(), models, since).missing();
  }

  private List<String> missing() {
    if (proof.ofReturn() && returned.isEmpty()) {
      missing.add("no model has come back by its return test since the run began");
    }
    returned.forEach(this::probes);
    returned.forEach(this::agreement);
    labels();
    models.forEach(this::risk);
    return List.copyOf(missing);
  }

  private void probes(BreakerNews news) {
    Integer wanted = proof.probes();
    long calls = shown(news).trials();
    if (wanted != null && calls < wanted) {
      missing.add(
          "model '" + news.guarded() + "' has passed by " + calls + " of " + wanted + " probes");
    }
  }

  private void agreement(BreakerNews news) {
    Double wanted = proof.agreement();
    if (wanted == null) {
      return;
    }
    Evidence shown = shown(news);
    if (!byAnswers(news.status()) || shown.trials() == 0) {
      missing.add(
          "model '" + news.guarded() + "' has come back by its calls: no answers were compared");
    } else if (shown.trials() - shown.errors() < wanted * shown.trials()) {
      missing.add(
          String.format(
              Locale.ROOT,
              "model '%s' has agreed in %d of %d answers, and a share of %s is needed",
              news.guarded(),
              shown.trials() - shown.errors(),
              shown.trials(),
              wanted));
    }
  }

  private void labels() {
    Integer wanted = proof.labels();
    long known = models.stream().mapToLong(news -> news.risk().labels().trials()).sum();
    if (wanted != null && known < wanted) {
      missing.add("people have judged " + known + " of " + wanted + " answers");
    } else if (wanted == null && proof.maxRisk() != null && known == 0) {
      missing.add("nobody has judged an answer, so nothing is known of how they stand");
    }
  }

  private void risk(BreakerNews news) {
    Proof.Highest highest = proof.maxRisk();
    if (highest == null) {
      return;
    }
    RiskLevel most =
        switch (highest) {
          case NORMAL -> RiskLevel.NORMAL;
          case SPIKE -> RiskLevel.SPIKE;
        };
    if (news.risk().level().compareTo(most) > 0) {
      missing.add(
          "the answers of model '"
              + news.guarded()
              + "' stand at "
              + news.risk().level()
              + ": "
              + news.risk().inWords());
    }
  }

  /** Whether it has been let in again since then, wholly or for a share, by a test. */
  private static boolean isBack(BreakerStatus status, Instant since) {
    Cause cause = status.cause();
    boolean asked =
        status.kind() == BreakerState.Kind.CLOSED || status.kind() == BreakerState.Kind.RAMP;
    return asked
        && status.since() >= since.toEpochMilli()
        && cause != null
        && cause.hand() == null
        && cause.reason() != TripReason.OPERATOR;
  }

  /** By what it passed the last test of its way back. */
  private static Evidence shown(BreakerNews news) {
    return Objects.requireNonNull(news.status().cause()).evidence();
  }

  private static boolean byAnswers(BreakerStatus status) {
    return status.needsAnswers() || Objects.requireNonNull(status.cause()).reason().needsAnswers();
  }

  private static boolean isOf(Policy policy, Playbook.Trigger trigger, BreakerNews news) {
    return trigger.tier() == null
        || policy.variants().stream()
            .flatMap(variant -> variant.ladder().stream())
            .filter(tier -> tier.name().equals(trigger.tier()))
            .anyMatch(
                tier ->
                    tier instanceof Tier.Asking asking
                        && asking.models().contains(news.guarded().model()));
  }
}
