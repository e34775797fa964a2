package dev.backstop.simulation;

import dev.backstop.decision.Case;
import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Policy;
import dev.backstop.policy.RiskClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts requests that were answered to a candidate policy. Models are not asked: what a model said
 * or failed to say is taken from the decision's attempts, so a tier that was not asked then leaves
 * the request unknown, and that is counted.
 */
public final class Simulation {

  /** How many requests of each change are named. */
  private static final int EXAMPLES = 5;

  private final Policy candidate;
  private final Map<String, String> labels;
  private final Map<String, Integer> before = new TreeMap<>();
  private final Map<String, Integer> after = new TreeMap<>();
  private final Map<String, Integer> unknown = new TreeMap<>();
  private final Map<Report.Change.Kind, Changed> changes = new LinkedHashMap<>();
  private final List<Long> latencyBefore = new ArrayList<>();
  private final List<Long> latencyAfter = new ArrayList<>();
  private final Accuracy accuracyBefore = new Accuracy();
  private final Accuracy accuracyAfter = new Accuracy();
  private int requests;
  private int otherDomains;
  private int reviewsBefore;
  private int reviewsAfter;
  private int answersBefore;
  private int answersAfter;
  private int costed;
  private double costBefore;
  private double costAfter;

  /**
   * A simulation.
   *
   * @param labels what was true, by request id; what a person has said counts where it is not known
   */
  public Simulation(Policy candidate, Map<String, String> labels) {
    this.candidate = candidate;
    this.labels = Map.copyOf(labels);
  }

  public void add(Answered answered) {
    Decision decision = answered.decision();
    if (!candidate.domain().equals(Policy.ANY_DOMAIN)
        && !candidate.domain().equals(decision.domain())) {
      otherDomains++;
      return;
    }
    requests++;
    Ending was = Ending.of(decision);
    Case opened = Case.opened(answered.request(), decision.source(), candidate);
    Rehearsal.End end =
        Rehearsal.climb(opened, (tier, model) -> recorded(model, decision), begin(decision));
    if (end instanceof Rehearsal.Unknown unknownTier) {
      unknown.merge(asked(unknownTier), 1, Integer::sum);
      return;
    }
    Ending is = Ending.of(end, decision);
    count(decision, was, is);
    opened.risk().ifPresent(risk -> cost(risk, was, is));
  }

  /** What would have to be asked: the tier, and the model where that is one that is only tried. */
  private String asked(Rehearsal.Unknown unknown) {
    Candidate canary = candidate.charter().candidates().canary();
    String tier = unknown.tier().name();
    return canary != null && canary.tier().equals(tier) && canary.model().equals(unknown.model())
        ? tier + " (candidate " + canary.model() + ")"
        : tier;
  }

  public Report report() {
    List<Report.Change> changed = new ArrayList<>();
    changes.forEach((kind, of) -> changed.add(new Report.Change(kind, of.count, of.examples)));
    changed.sort((a, b) -> Integer.compare(b.requests(), a.requests()));
    return new Report(
        requests,
        otherDomains,
        Map.copyOf(unknown),
        side(before, reviewsBefore, answersBefore, accuracyBefore, latencyBefore),
        side(after, reviewsAfter, answersAfter, accuracyAfter, latencyAfter),
        List.copyOf(changed),
        new Report.Costs(costed, costBefore, costAfter));
  }

  private void count(Decision decision, Ending was, Ending is) {
    before.merge(was.at(), 1, Integer::sum);
    after.merge(is.at(), 1, Integer::sum);
    reviewsBefore += was.reviewed() ? 1 : 0;
    reviewsAfter += is.reviewed() ? 1 : 0;
    answersBefore += was.answers();
    answersAfter += is.answers();
    latencyBefore.add(was.latencyMicros());
    latencyAfter.add(is.latencyMicros());
    String truth = truth(decision, was);
    accuracyBefore.add(was.label(), truth);
    accuracyAfter.add(is.label(), truth);
    boolean sameLabel = Objects.equals(was.label(), is.label());
    if (!was.at().equals(is.at()) || !sameLabel) {
      changes
          .computeIfAbsent(
              new Report.Change.Kind(was.at(), was.label(), is.at(), is.label(), is.path()),
              kind -> new Changed())
          .add(decision.requestId());
    }
  }

  private void cost(RiskClass risk, Ending was, Ending is) {
    Double then = was.cost(risk);
    Double now = is.cost(risk);
    if (then != null && now != null) {
      costed++;
      costBefore += then;
      costAfter += now;
    }
  }

  private @Nullable String truth(Decision decision, Ending was) {
    String known = labels.get(decision.requestId());
    return known != null ? known : was.reviewed() && !decision.degraded() ? was.label() : null;
  }

  /**
   * What the model said when it was asked, by whichever tier, alone or among others; null if it was
   * not.
   */
  private static Rehearsal.@Nullable Answer recorded(String model, Decision decision) {
    for (Attempt attempt : decision.attempts()) {
      if (attempt.model() != null && isOf(model, attempt.model())) {
        Outcome outcome = outcome(attempt);
        if (outcome != null) {
          return new Rehearsal.Answer(attempt.model(), outcome, attempt.latencyMicros());
        }
      }
      for (Member member : attempt.members()) {
        ModelRef asked = member.model();
        if (asked == null ? member.name().equals(model) : isOf(model, asked)) {
          return new Rehearsal.Answer(member.model(), member.outcome(), member.latencyMicros());
        }
      }
    }
    return null;
  }

  /** Whether the policy means this model: by its name alone, or by this very version. */
  private static boolean isOf(String name, ModelRef model) {
    return name.equals(model.name()) || name.equals(model.name() + '@' + model.version());
  }

  private static @Nullable Outcome outcome(Attempt attempt) {
    if (attempt.score() != null) {
      return new Outcome.Scored(attempt.score());
    }
    Reason reason = attempt.reason();
    return reason == null
        ? null
        : new Outcome.Failed(reason, attempt.detail() == null ? "" : attempt.detail());
  }

  /** When the first tier was asked. */
  private static Instant begin(Decision decision) {
    if (decision.attempts().isEmpty()) {
      return decision.decidedAt();
    }
    Attempt first = decision.attempts().get(0);
    return first.at().minusNanos(first.latencyMicros() * 1_000);
  }

  private static Report.Side side(
      Map<String, Integer> mix, int reviews, int answers, Accuracy accuracy, List<Long> latencies) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Report.Side(
        new TreeMap<>(mix),
        reviews,
        answers,
        accuracy.right,
        accuracy.known,
        quantile(sorted, .5),
        quantile(sorted, .99));
  }

  private static long quantile(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) Math.floor(share * sorted.length))];
  }

  private static final class Accuracy {
    private int right;
    private int known;

    void add(@Nullable String label, @Nullable String truth) {
      if (label != null && truth != null) {
        known++;
        right += label.equals(truth) ? 1 : 0;
      }
    }
  }

  private static final class Changed {
    private int count;
    private final List<String> examples = new ArrayList<>();

    void add(String requestId) {
      count++;
      if (examples.size() < EXAMPLES) {
        examples.add(requestId);
      }
    }
  }
}
