package dev.backstop.decision;

import dev.backstop.control.Degradation;
import dev.backstop.control.Switches;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.domain.Features;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Stale;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.Breakers;
import dev.backstop.judge.Rulings;
import dev.backstop.policy.Audit;
import dev.backstop.policy.Caps;
import dev.backstop.policy.Inputs;
import dev.backstop.policy.Policy;
import dev.backstop.policy.RiskClass;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A request on the ladder: what was asked, under which policy, and what was tried so far.
 *
 * @param policy as it applies to the request's segment
 * @param features as rules and models read them
 * @param switches what operators want for the request's domain; read anew at each step
 * @param rulings what was found about candidates; read anew at each step
 * @param breakers of the models; read anew at each step
 * @param memo what is known of the next model; it is part of no decision and leaves with no record
 * @param drill that the request is part of, or null if it is a real one
 */
public record Case(
    Request request,
    SourcePosition source,
    Policy policy,
    Features features,
    Switches switches,
    Rulings rulings,
    Breakers breakers,
    List<Attempt> attempts,
    Memo memo,
    @Nullable Drill drill)
    implements Passing {

  /** The tag of a request that says in which language its person is to be told. */
  static final String LANGUAGE = "language";

  public Case {
    attempts = List.copyOf(attempts);
  }

  public static Case opened(Request request, SourcePosition source, Policy policy) {
    return continued(request, source, policy, List.of());
  }

  /** A case that another step has begun. */
  public static Case continued(
      Request request, SourcePosition source, Policy policy, List<Attempt> attempts) {
    Features read = policy.charter().inputs().read(request);
    Policy toward = policy.toward(read);
    Inputs inputs = toward.charter().inputs();
    Features own = inputs.equals(policy.charter().inputs()) ? read : inputs.read(request);
    return new Case(
        request,
        source,
        toward,
        own,
        Switches.NONE,
        Rulings.NONE,
        Breakers.NONE,
        attempts,
        Memo.ABSENT,
        null);
  }

  /** What goes wrong when a tier asks a model about it; nothing, but in a drill. */
  public Fault faultAt(String tier) {
    return drill == null ? Fault.NONE : drill.at(tier);
  }

  /** This case as one of a drill; null: it is a real one. */
  public Case in(@Nullable Drill drill) {
    return drill == null
        ? this
        : new Case(
            request, source, policy, features, switches, rulings, breakers, attempts, memo, drill);
  }

  /**
   * This case with what operators want for its domain, what was found about candidates, and the
   * breakers of the models.
   */
  public Case under(Switches switches, Rulings rulings, Breakers breakers) {
    return switches.none() && rulings.none() && breakers == this.breakers
        ? this
        : new Case(
            request, source, policy, features, switches, rulings, breakers, attempts, memo, drill);
  }

  /**
   * The breaker that guards a model from this request; null while nothing is to be kept from it.
   */
  public @Nullable BreakerNews breaker(String model) {
    if (breakers.closed()) {
      return null;
    }
    BreakerNews news = breakers.of(model, policy.applies().segment());
    // What an operator holds open is held, even where a policy goes by no breaker.
    boolean counts = policy.charter().breaker().enabled() || (news != null && news.hand() != null);
    return counts ? news : null;
  }

  /** This case with what is known of its next model. */
  public Case knowing(Memo memo) {
    return new Case(
        request, source, policy, features, switches, rulings, breakers, attempts, memo, drill);
  }

  /** This case after one more attempt; what was known of the model asked is used up. */
  public Case with(Attempt attempt) {
    return new Case(
        request,
        source,
        policy,
        features,
        switches,
        rulings,
        breakers,
        plus(attempt),
        Memo.ABSENT,
        drill);
  }

  /** This case after a tier that was passed by; what is known is of a model further on. */
  public Case passing(Attempt passedBy) {
    return new Case(
        request,
        source,
        policy,
        features,
        switches,
        rulings,
        breakers,
        plus(passedBy),
        memo,
        drill);
  }

  /** The features that are not taken from the field of their name, with the field that they are. */
  public Map<String, String> sources() {
    return policy.charter().inputs().used(request);
  }

  /** Whether any of its features is too old for the policy. */
  boolean stale() {
    return !policy.charter().inputs().freshFor().isEmpty()
        && features.values().values().stream().anyMatch(Stale.class::isInstance);
  }

  public @Nullable Attempt lastAttempt() {
    return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
  }

  /** By when the request must be decided: its own deadline, else the policy's. */
  public Instant deadline() {
    Instant own = request.deadline();
    return own != null ? own : request.requestedAt().plus(policy.deadline());
  }

  /**
   * What the person concerned may be told, in the language that the request's tag {@value
   * #LANGUAGE} names.
   */
  @Nullable Notice notice(@Nullable Reason reason, String key) {
    return policy.notice(reason, key, request.tags().get(LANGUAGE));
  }

  /**
   * The audit panel as it applies to the request: at the rate that an operator or a playbook has
   * set, if one has and the policy declares how to draw and whom to ask. What is made up is no part
   * of a fair sample of all requests.
   */
  public Audit audit(Instant now) {
    if (drill != null) {
      return Audit.NONE;
    }
    Audit declared = policy.audit();
    OptionalDouble wanted = switches.auditRate(declared.rate(), now);
    return wanted.isPresent() && declared.declared() && policy.humanTier().isPresent()
        ? declared.at(wanted.getAsDouble())
        : declared;
  }

  /** How far the request's part of the policy is degraded, by what the case goes by. */
  DegradationLevel degradation(Instant now) {
    return Degradation.level(policy, switches, breakers, now);
  }

  /** The risk of being wrong about it, if the policy declares one. */
  public Optional<RiskClass> risk() {
    return Optional.ofNullable(policy.charter().risks().of(request.riskHint()));
  }

  /**
   * Why the policy's caps have no room for a tier, or null if they have.
   *
   * @param cost of the tier
   */
  @Nullable String exceeded(double cost) {
    Caps caps = policy.charter().caps();
    if (caps.none()) {
      return null;
    }
    int asked = 0;
    double spent = 0;
    for (Attempt attempt : attempts) {
      // What was passed by was held to no threshold.
      // Nor does a candidate count that gave no answer: the tier is asked all the same.
      boolean counts = attempt.threshold() != null && !attempt.isFailedCanary();
      int index = counts ? policy.indexOf(attempt.tier()) : -1;
      if (index >= 0 && policy.ladder().get(index) instanceof Tier.Asking tier) {
        asked++;
        spent += tier.terms().cost();
      }
    }
    return caps.exceeded(asked, spent, cost);
  }

  /**
   * Why the last answer that was not taken was not taken; null if the first tier answered. That a
   * candidate gave none is no reason: its tier was asked all the same.
   */
  public @Nullable Reason reason() {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).refused() && !attempts.get(i).isFailedCanary()) {
        return attempts.get(i).reason();
      }
    }
    return null;
  }

  /** The surest answer of a model that was not sure enough. */
  public Optional<Attempt> bestAttempt() {
    return surest(attempts);
  }

  static Optional<Attempt> surest(List<Attempt> attempts) {
    Attempt best = null;
    for (Attempt attempt : attempts) {
      if (attempt.score() != null
          && (best == null
              || best.score() == null
              || attempt.score().confidence() > best.score().confidence())) {
        best = attempt;
      }
    }
    return Optional.ofNullable(best);
  }

  private List<Attempt> plus(Attempt attempt) {
    List<Attempt> more = new ArrayList<>(attempts.size() + 1);
    more.addAll(attempts);
    more.add(attempt);
    return more;
  }
}
