package dev.backstop.drill;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.drill.DrillPlan.Phase;
import dev.backstop.drill.DrillPlan.Planned;
import dev.backstop.drill.DrillReport.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what was seen of a run against what should have happened. */
public final class DrillJudge {

  /** How much later than its deadline a decision may be made: reviews are closed by a tick. */
  public static final Duration GRACE = Duration.ofSeconds(3);

  /** A tier with one of these has not answered at all. */
  private static final Set<Reason> FAILURES =
      EnumSet.of(
          Reason.ERROR,
          Reason.TIMEOUT,
          Reason.INVALID_OUTPUT,
          Reason.OVERLOAD,
          Reason.BREAKER_OPEN);

  private final DrillPlan plan;
  private final Map<String, Seen> seen;

  private DrillJudge(DrillPlan plan, Map<String, Seen> seen) {
    this.plan = plan;
    this.seen = seen;
  }

  /**
   * Judges a run.
   *
   * @param seen what became of each record, by its id
   */
  public static DrillReport judge(
      DrillPlan plan, String domain, String by, Instant startedAt, Map<String, Seen> seen) {
    return new DrillJudge(plan, Map.copyOf(seen)).report(domain, by, startedAt);
  }

  private DrillReport report(String domain, String by, Instant startedAt) {
    List<Planned> unended =
        records(planned -> !seen.containsKey(planned.requestId()) || !of(planned).ended());
    List<Check> checks = new ArrayList<>();
    checks.add(
        check(
            "nothing-lost",
            unended.isEmpty(),
            plan.records().size() - unended.size() + " of " + plan.records().size() + " ended"));
    checks.add(none("none-refused", planned -> of(planned).refusal() != null, "dead letters"));
    checks.add(
        none(
            "fenced",
            planned -> {
              Decision decision = decision(planned);
              return decision != null && decision.drill() == null;
            },
            "decisions not marked as a drill's"));
    checks.add(healthy());
    checks.add(noticed());
    checks.add(
        none(
            "fallback-answered",
            planned -> planned.goesWrong() && !answeredByOther(planned),
            "answered by a tier that should have failed, or by none"));
    checks.add(unharmed());
    checks.add(none("in-time", this::isLate, "decided after the deadline"));
    if (plan.scenario() == Scenario.NO_REVIEWERS) {
      checks.add(declared());
    }
    int asBefore = records(this::isAsBefore).size();
    int after = plan.in(Phase.AFTER).size();
    checks.add(
        check("recovered", asBefore == after, asBefore + " of " + after + " answered as before"));
    return new DrillReport(
        plan.run(),
        plan.scenario(),
        domain,
        plan.tiers(),
        by,
        startedAt,
        plan.records().size(),
        unended.size(),
        byTier(),
        first(Phase.DURING, planned -> planned.goesWrong() && answeredByOther(planned)),
        first(Phase.AFTER, this::isAsBefore),
        asBefore,
        checks);
  }

  /** Without a healthy tier before, nothing is shown by one that fails. */
  private Check healthy() {
    String first = plan.tiers().get(0);
    List<Planned> before = plan.in(Phase.BEFORE);
    long answered = before.stream().filter(planned -> answeredBy(planned).equals(first)).count();
    long failed =
        before.stream()
            .flatMap(planned -> attempts(planned, first).stream())
            .filter(attempt -> attempt.reason() != null && FAILURES.contains(attempt.reason()))
            .count();
    return check(
        "healthy-before",
        answered > 0 && failed == 0,
        first + " answered " + answered + " of " + before.size() + ", and failed " + failed);
  }

  private Check noticed() {
    Set<Reason> expected = plan.scenario().reasons();
    List<Planned> wrong = records(Planned::goesWrong);
    List<Planned> noticed =
        wrong.stream()
            .filter(
                planned ->
                    plan.tiers().stream().allMatch(tier -> noticedBy(planned, tier, expected)))
            .toList();
    return check(
        "noticed",
        noticed.size() == wrong.size(),
        noticed.size()
            + " of "
            + wrong.size()
            + " passed "
            + plan.tiers()
            + " by with "
            + words(expected));
  }

  /** A tier that has read a feature from elsewhere has noticed that it is missing. */
  private boolean noticedBy(Planned planned, String tier, Set<Reason> expected) {
    return readFallback(planned)
        || attempts(planned, tier).stream()
            .anyMatch(attempt -> attempt.reason() != null && expected.contains(attempt.reason()));
  }

  private boolean readFallback(Planned planned) {
    Decision decision = decision(planned);
    return plan.scenario() == Scenario.MISSING_FEATURE_SOURCE
        && decision != null
        && decision.attempts().stream()
            .anyMatch(attempt -> attempt.taken() && !attempt.sources().isEmpty());
  }

  /** What did not go wrong meanwhile is answered as before. */
  private Check unharmed() {
    List<Planned> others =
        records(planned -> planned.phase() == Phase.DURING && !planned.goesWrong());
    long same = others.stream().filter(this::isSame).count();
    return check(
        "others-unharmed", same == others.size(), same + " of " + others.size() + " as before");
  }

  private Check declared() {
    return none(
        "declared-answer",
        planned -> {
          Decision decision = decision(planned);
          return planned.goesWrong()
              && (decision == null
                  || decision.reason() != Reason.REVIEW_TIMEOUT
                  || !decision.degraded());
        },
        "not by what is declared for silence");
  }

  private boolean answeredByOther(Planned planned) {
    if (readFallback(planned)) {
      return true;
    }
    Decision decision = decision(planned);
    return decision != null
        && (decision.label() != null
            || (plan.silenceRejects() && decision.reason() == Reason.REVIEW_TIMEOUT))
        && !plan.tiers().contains(decision.tier())
        && decision.attempts().stream()
            .noneMatch(attempt -> plan.tiers().contains(attempt.tier()) && attempt.taken());
  }

  private boolean isLate(Planned planned) {
    Decision decision = decision(planned);
    return decision != null && decision.decidedAt().isAfter(of(planned).deadline().plus(GRACE));
  }

  private boolean isAsBefore(Planned planned) {
    return planned.phase() == Phase.AFTER && isSame(planned);
  }

  private boolean isSame(Planned planned) {
    Planned before = plan.in(Phase.BEFORE).get(planned.copy());
    String tier = answeredBy(planned);
    return !tier.isEmpty() && tier.equals(answeredBy(before));
  }

  private Map<Phase, Map<String, Integer>> byTier() {
    Map<Phase, Map<String, Integer>> byTier = new EnumMap<>(Phase.class);
    for (Planned planned : plan.records()) {
      String tier = answeredBy(planned);
      if (!tier.isEmpty()) {
        byTier
            .computeIfAbsent(planned.phase(), phase -> new TreeMap<>())
            .merge(tier, 1, Integer::sum);
      }
    }
    return byTier;
  }

  /** From the first record of a phase to the first that was answered as it should be. */
  private @Nullable Duration first(Phase phase, Predicate<Planned> good) {
    Instant began = null;
    Instant seenAt = null;
    for (Planned planned : plan.in(phase)) {
      Seen one = seen.get(planned.requestId());
      if (one != null) {
        began = began == null || one.sentAt().isBefore(began) ? one.sentAt() : began;
        Instant at = one.seenAt();
        if (at != null && good.test(planned) && (seenAt == null || at.isBefore(seenAt))) {
          seenAt = at;
        }
      }
    }
    return began == null || seenAt == null ? null : Duration.between(began, seenAt);
  }

  private List<Attempt> attempts(Planned planned, String tier) {
    Decision decision = decision(planned);
    return decision == null
        ? List.of()
        : decision.attempts().stream().filter(attempt -> attempt.tier().equals(tier)).toList();
  }

  private String answeredBy(Planned planned) {
    Decision decision = decision(planned);
    return decision == null || decision.label() == null ? "" : decision.tier();
  }

  private @Nullable Decision decision(Planned planned) {
    return of(planned).decision();
  }

  private Seen of(Planned planned) {
    Seen one = seen.get(planned.requestId());
    return one == null ? Seen.sent(Instant.EPOCH, Instant.EPOCH) : one;
  }

  private List<Planned> records(Predicate<Planned> which) {
    return plan.records().stream().filter(which).toList();
  }

  private Check none(String name, Predicate<Planned> bad, String what) {
    int found = records(bad).size();
    return check(name, found == 0, found + " " + what);
  }

  private static String words(Set<Reason> reasons) {
    return reasons.stream().map(Reason::name).sorted().collect(Collectors.joining(" or "));
  }

  private static Check check(String name, boolean held, String told) {
    return new Check(name, held, told);
  }
}
