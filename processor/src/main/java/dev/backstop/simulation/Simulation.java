package dev.backstop.simulation;

import dev.backstop.decision.AuditCoin;
import dev.backstop.decision.Case;
import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
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
import java.util.Optional;
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
  private final AuditCoin coin = new AuditCoin();
  private final PanelRates rates = new PanelRates();
  private final SideCount before = new SideCount();
  private final SideCount after = new SideCount();
  private final Tally unasked = new Tally();
  private final Map<String, Integer> unknown = new TreeMap<>();
  private final Map<Report.Change.Kind, Changed> changes = new LinkedHashMap<>();
  private int requests;
  private int otherDomains;
  private int openQuestions;
  private int unheldQuestions;
  private int costed;
  private double costBefore;
  private double costAfter;

  /**
   * A simulation.
   *
   * @param labels what was true, by request id
   */
  public Simulation(Policy candidate, Map<String, String> labels) {
    this.candidate = candidate;
    this.labels = Map.copyOf(labels);
  }

  /**
   * Puts one more request to the candidate.
   *
   * @return what changes for it; empty if nothing does, or if that cannot be told
   */
  public Optional<Moved> add(Answered answered) {
    Decision decision = answered.decision();
    if (!candidate.domain().equals(Policy.ANY_DOMAIN)
        && !candidate.domain().equals(decision.domain())) {
      otherDomains++;
      return Optional.empty();
    }
    requests++;
    rates.add(decision);
    Instant begin = begin(decision);
    Case opened = Case.opened(answered.request(), decision.source(), candidate);
    Rehearsal.End end = Rehearsal.climb(opened, (tier, model) -> recorded(model, decision), begin);
    if (end instanceof Rehearsal.Unknown unknownTier) {
      unknown.merge(asked(unknownTier), 1, Integer::sum);
      return Optional.empty();
    }
    Ending was = Ending.of(decision);
    Ending is = Ending.of(end, decision);
    count(answered, was, is, coin.toss(opened.audit(begin), decision.requestId()));
    opened.risk().ifPresent(risk -> cost(risk, was, is));
    return moved(decision.requestId(), was, is);
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
        before.side(),
        after.side(),
        List.copyOf(changed),
        new Report.Unasked(unasked.known(), unasked.right()),
        new Report.Panel(openQuestions, unheldQuestions, rates.byOperator(candidate)),
        new Report.Costs(costed, costBefore, costAfter));
  }

  private void count(Answered answered, Ending was, Ending is, @Nullable AuditDraw draw) {
    AuditDraw drawn = answered.decision().audit();
    Truth truth = Truth.of(answered, was, labels.get(answered.decision().requestId()));
    boolean wasDrawn = drawn != null && drawn.drawn();
    before.add(was, wasDrawn, truth);
    after.add(is, draw != null && draw.drawn(), truth);
    if (truth.panel() != null && truth.panel().open()) {
      openQuestions++;
      unheldQuestions += PanelTally.holds(was, truth) || PanelTally.holds(is, truth) ? 0 : 1;
    }
    if (truth.said() != null && !is.reviewed()) {
      unasked.add(is.label(), truth.said());
    }
  }

  private Optional<Moved> moved(String requestId, Ending was, Ending is) {
    if (was.at().equals(is.at()) && Objects.equals(was.label(), is.label())) {
      return Optional.empty();
    }
    Report.Change.Kind kind =
        new Report.Change.Kind(
            was.at(),
            was.label(),
            was.segment(),
            was.path(),
            is.at(),
            is.label(),
            is.segment(),
            is.path());
    changes.computeIfAbsent(kind, one -> new Changed()).add(requestId);
    return Optional.of(new Moved(requestId, kind, Parting.of(was, is)));
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
