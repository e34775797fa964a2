package dev.backstop.topology.score;

import dev.backstop.decision.Admitting;
import dev.backstop.decision.Case;
import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.CallTallies;
import dev.backstop.guard.RetryBudget;
import dev.backstop.model.Allowance;
import dev.backstop.model.Begun;
import dev.backstop.model.Model;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.OverloadRules;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks models about one case. A failure that may pass is met by one more call, if the model's
 * budget of retries has one left and it still fits into the time that the first call left. Each
 * call is counted for the model's breaker. One thread has it.
 *
 * <p>In a drill a call goes wrong as the drill wants it, is made once, and is counted nowhere:
 * nothing is learned of a model from what was made up.
 */
final class Calls {

  private final Models models;
  private final ModelFaults faults;
  private final AskedInputs inputs;
  private final Telemetry telemetry;
  private final CallTallies tallies = new CallTallies(CallSource.LIVE);
  private final Map<String, Retries> retries = new HashMap<>();
  private @Nullable Reason first;

  /** The retries of one model, on the terms of the policy that asked it last. */
  private record Retries(OverloadRules rules, RetryBudget budget) {}

  Calls(Models models, ModelFaults faults, AskedInputs inputs, Telemetry telemetry) {
    this.models = models;
    this.faults = faults;
    this.inputs = inputs;
    this.telemetry = telemetry;
  }

  /**
   * What the model says of the case.
   *
   * @param budget time that all its calls may take together
   */
  Member ask(Step.Ask ask, String name, Duration budget) {
    first = null;
    Member member =
        with(ask, name, budget, model -> known(ask, name, model, budget))
            .orElseGet(() -> missing(name));
    return member.model() == null
        ? member
        : settled(
            ask, member, budget.toNanos() - TimeUnit.MICROSECONDS.toNanos(member.latencyMicros()));
  }

  /** What came of a first call, or of a second one, in the time that is left. */
  private Member settled(Step.Ask ask, Member member, long leftNanos) {
    if (ask.on().drill() != null) {
      return member;
    }
    count(ask, member);
    Member last = retried(ask, member, leftNanos);
    // A row counts once, however often it was asked.
    inputs.add(ask, last);
    return last;
  }

  private Member retried(Step.Ask ask, Member member, long leftNanos) {
    String name = member.name();
    RetryBudget tokens = earn(ask.on(), name);
    Reason reason = member.reason();
    if (reason == null || tokens == null) {
      return member;
    }
    return fits(name, leftNanos) && tokens.retries(reason, false, breaker(ask.on(), name))
        ? models.with(name, model -> again(ask, member, model, leftNanos)).orElse(member)
        : member;
  }

  /**
   * What each of several models says of the case. They are asked at once, where their scorers can;
   * each may take the whole of the time.
   */
  List<Member> askAll(Step.Ask ask, List<String> names, Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    Member[] members = new Member[names.size()];
    askFrom(0, ask, names, budget, members);
    for (int i = 0; i < members.length; i++) {
      if (members[i].model() != null) {
        members[i] = settled(ask, members[i], end - System.nanoTime());
      }
    }
    return List.of(members);
  }

  /** Each call holds the lease of its model until it is awaited, so they lie within each other. */
  private void askFrom(int i, Step.Ask ask, List<String> names, Duration budget, Member[] members) {
    if (i == names.size()) {
      return;
    }
    String name = names.get(i);
    Runnable others = () -> askFrom(i + 1, ask, names, budget, members);
    Outcome refusal = Admitting.refusal(ask.on(), name);
    if (refusal != null) {
      members[i] = new Member(name, null, refusal, 0);
      others.run();
      return;
    }
    Optional<Member> said =
        with(ask, name, budget, model -> beside(ask, name, model, budget, others));
    if (said.isEmpty()) {
      others.run();
    }
    members[i] = said.orElseGet(() -> missing(name));
  }

  private Member beside(Step.Ask ask, String name, Model model, Duration budget, Runnable others) {
    Member known = ahead(ask, name, model);
    if (known != null) {
      others.run();
      return known;
    }
    Begun call = model.begin(List.of(ask.on().features()), budget, allowance(ask));
    Outcome outcome;
    try {
      others.run();
    } finally {
      outcome = awaited(call);
    }
    return new Member(name, model.ref(), outcome, TimeUnit.NANOSECONDS.toMicros(call.nanos()));
  }

  private static Outcome awaited(Begun call) {
    try {
      return call.await().get(0);
    } catch (RuntimeException e) {
      // Against its contract; the others answer all the same.
      return new Outcome.Failed(Reason.ERROR, e.getClass().getSimpleName());
    }
  }

  /** Why the model that was asked last was asked twice; null if it was asked once. */
  @Nullable Reason first() {
    return first;
  }

  /** How the calls have ended since the last time. */
  List<CallReport> take(String reporter, long at) {
    return tallies.take(reporter, at);
  }

  private Member again(Step.Ask ask, Member failed, Model model, long leftNanos) {
    first = failed.reason();
    Member second = call(ask, failed.name(), model, Duration.ofNanos(leftNanos));
    count(ask, second);
    telemetry.overload().retried(ask.tier().name(), model.ref().name(), second.answered());
    return new Member(
        second.name(),
        second.model(),
        second.outcome(),
        failed.latencyMicros() + second.latencyMicros());
  }

  /** The model as the case is to find it. */
  private <T> Optional<T> with(
      Step.Ask ask, String name, Duration budget, Function<Model, T> function) {
    return faults.with(models, ask.on().faultAt(ask.tier().name()), name, budget, function);
  }

  private static Member missing(String name) {
    String detail = "model '" + name + "' is not loaded on this instance";
    return new Member(name, null, new Outcome.Failed(Reason.ERROR, detail), 0);
  }

  /** What a batch has found out ahead, else what the model says now. */
  private Member known(Step.Ask ask, String name, Model model, Duration budget) {
    Member ahead = ahead(ask, name, model);
    return ahead == null ? call(ask, name, model, budget) : ahead;
  }

  private @Nullable Member ahead(Step.Ask ask, String name, Model model) {
    Memo memo = ask.on().memo();
    Memo.Answer ahead = memo.of(model.ref());
    if (ask.on().drill() == null) {
      telemetry.memo(ask.tier().name(), ahead == null ? memo.why() : Memo.Use.HIT);
    }
    return ahead == null
        ? null
        : new Member(name, model.ref(), ahead.outcome(), ahead.latencyMicros());
  }

  private static Member call(Step.Ask ask, String name, Model model, Duration budget) {
    if (budget.isNegative() || budget.isZero()) {
      return new Member(
          // Not asked: that others took its time says nothing of it.
          name, null, new Outcome.Failed(Reason.TIMEOUT, "no time was left for it"), 0);
    }
    long started = System.nanoTime();
    Outcome outcome;
    try {
      outcome = model.ask(List.of(ask.on().features()), budget, allowance(ask)).get(0);
    } catch (RuntimeException e) {
      // Against its contract; the next tier answers all the same.
      outcome = new Outcome.Failed(Reason.ERROR, e.getClass().getSimpleName());
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
    return new Member(name, model.ref(), outcome, micros);
  }

  private static Allowance allowance(Step.Ask ask) {
    Integer calls = ask.tier().terms().bounds().calls();
    return new Allowance(
        calls == null ? Integer.MAX_VALUE : calls,
        ask.on().policy().charter().overload().adaptive(),
        true);
  }

  /** The model's retries after one more call of it; null where the policy wants none. */
  private @Nullable RetryBudget earn(Case on, String name) {
    OverloadRules rules = on.policy().charter().overload();
    if (rules.retryShare() == 0) {
      return null;
    }
    Retries own = retries.get(name);
    if (own == null || !own.rules().equals(rules)) {
      own = new Retries(rules, new RetryBudget(rules.retryShare(), rules.retriesSaved()));
      retries.put(name, own);
    }
    own.budget().called();
    return own.budget();
  }

  /** Whether one more call usually ends in the time; what is not known is taken to. */
  private boolean fits(String name, long leftNanos) {
    OptionalLong usual = models.usualMicros(name);
    long micros = TimeUnit.NANOSECONDS.toMicros(leftNanos);
    return micros > 0 && (usual.isEmpty() || usual.getAsLong() <= micros);
  }

  private static BreakerState.Kind breaker(Case on, String name) {
    BreakerNews news = on.breaker(name);
    return news == null ? BreakerState.Kind.CLOSED : news.status().kind();
  }

  /** Counts a call for the model's breaker; that a model is not there is no call. */
  private void count(Step.Ask ask, Member member) {
    Policy policy = ask.on().policy();
    BreakerRules rules = policy.charter().breaker();
    if (member.model() == null || !rules.enabled()) {
      return;
    }
    String segment = policy.applies().segment();
    boolean unseen =
        tallies.add(
            member.name(),
            segment,
            policy.domain(),
            ask.tier().name(),
            member.reason(),
            member.latencyMicros(),
            TimeUnit.NANOSECONDS.toMicros(rules.slowAfter(ask.tier().budget()).toNanos()),
            ask.on().source());
    if (unseen) {
      telemetry.breakers().present(member.name(), segment);
    }
  }
}
