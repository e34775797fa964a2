package dev.backstop.topology.score;

import dev.backstop.decision.Admitting;
import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Judgement;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Mirroring;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Shadowing;
import dev.backstop.decision.Step;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Member;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.CallTallies;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.InputTallies;
import dev.backstop.guard.ModelReference;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the model or models the case needs next, if this part of the topology serves it, and adds
 * the attempt to the case. A model that was asked ahead, in a batch, is not asked again. Once a
 * second it reports how the calls of each model have ended.
 */
public final class ScoreStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Logger LOG = LoggerFactory.getLogger(ScoreStage.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final String next;
  private final String emit;
  private final Models models;
  private final BiPredicate<Case, Tier.Asking> serves;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final CallTallies tallies = new CallTallies(CallSource.LIVE);
  private final InputTallies inputs = new InputTallies();
  private final References references;

  private ScoreStage(
      String next,
      String emit,
      Models models,
      BiPredicate<Case, Tier.Asking> serves,
      InstantSource clock,
      Telemetry telemetry) {
    this.next = next;
    this.emit = emit;
    this.models = models;
    this.references = new References(models);
    this.serves = serves;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * A stage over these models.
   *
   * @param next the node that takes cases
   * @param emit the node that takes what leaves
   * @param serves whether a tier is asked here; a case for any other passes through
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      String next,
      String emit,
      Models models,
      BiPredicate<Case, Tier.Asking> serves,
      InstantSource clock,
      Telemetry telemetry) {
    return () -> new ScoreStage(next, emit, models, serves, clock, telemetry);
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    String reporter = context.applicationId() + '/' + context.taskId();
    var unused =
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> report(reporter));
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Case on)) {
      throw new IllegalStateException("only cases are scored");
    }
    Case asked = asked(on);
    telemetry.attempted(asked.attempts(), on.attempts().size());
    context().forward(record.withValue(asked), next);
    if (!on.policy().charter().candidates().none()) {
      shadow(record, on, asked);
    }
    for (ShadowRequest probe : Mirroring.of(asked, on.attempts().size(), now())) {
      context().forward(record.withValue(new Emission.Shadowed(probe)), emit);
    }
  }

  /**
   * The case after the tier that it needs next has been asked, if that is served here; else as it
   * was. Where a candidate gave no answer, the tier's own model is asked at once.
   */
  private Case asked(Case on) {
    Case asked = on;
    boolean again = true;
    while (again) {
      again = false;
      Instant now = now();
      if (Ladder.next(asked, now) instanceof Step.Ask ask && serves.test(ask.on(), ask.tier())) {
        int before = ask.on().attempts().size();
        // Where it was not asked, nothing has happened, and the case comes back by its topic.
        asked = asked(ask, now);
        Attempt last = asked.lastAttempt();
        again = asked.attempts().size() > before && last != null && last.isFailedCanary();
      }
    }
    return asked;
  }

  /** The other model is asked elsewhere, and nothing here waits for it. */
  private void shadow(Record<String, Passing> record, Case before, Case asked) {
    int from = before.attempts().size();
    for (Attempt attempt : asked.attempts().subList(from, asked.attempts().size())) {
      Candidate tried = Shadowing.tried(asked, attempt);
      if (tried != null) {
        ShadowRequest request = question(asked, attempt, tried);
        if (request != null) {
          context().forward(record.withValue(new Emission.Shadowed(request)), emit);
        }
      }
    }
  }

  private @Nullable ShadowRequest question(Case asked, Attempt attempt, Candidate tried) {
    CandidateMeters meters = telemetry.candidates();
    if (attempt.canary() && attempt.model() == null) {
      // A canary that never answers looks like one that nobody needs.
      meters.asked(tried.tier(), tried.model(), CandidateMeters.Result.NOT_LOADED);
      return null;
    }
    try {
      return Shadowing.of(asked, attempt, now());
    } catch (RuntimeException e) {
      // The request has its answer; a comparison is not worth failing it.
      LOG.warn(
          "event=shadow_dropped tier={} candidate={} exception={}",
          tried.tier(),
          tried.model(),
          e.getClass().getName());
      meters.asked(tried.tier(), tried.model(), CandidateMeters.Result.NOT_WRITTEN);
      return null;
    }
  }

  /** The case with the attempt, or as it was if a model of it is just being loaded. */
  private Case asked(Step.Ask ask, Instant now) {
    if (waits(ask)) {
      return ask.on();
    }
    if (ask.tier() instanceof Tier.Model tier) {
      Member only = asked(ask, tier.model(), tier.budget());
      count(ask, only);
      return ask.on()
          .with(
              Judgement.of(
                  ask.on(),
                  tier,
                  only.model(),
                  only.outcome(),
                  only.latencyMicros(),
                  wasKnown(ask, only) ? now : now()));
    }
    Tier.Asking.Question question = ask.tier().question();
    List<Member> members = new ArrayList<>(question.models().size());
    long end = System.nanoTime() + question.budget().toNanos();
    for (String model : question.models()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Outcome refusal = Admitting.refusal(ask.on(), model);
      Member member =
          refusal == null
              ? asked(ask, model, question.share(left, members.size()))
              : new Member(model, null, refusal, 0);
      count(ask, member);
      members.add(member);
    }
    return ask.on().with(Judgement.of(ask.on(), ask.tier(), members, now()));
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
    ModelReference reference = references.of(member.name(), member.model());
    if (!reference.none()) {
      Score score = member.score();
      inputs.add(
          member.name(),
          segment,
          policy.domain(),
          ask.tier().name(),
          reference,
          ask.on().features(),
          score == null ? null : score.confidence(),
          ask.on().source());
    }
  }

  private void report(String reporter) {
    for (CallReport report : tallies.take(reporter, clock.millis())) {
      context()
          .forward(
              new Record<>(report.guarded().key(), new Emission.Reported(report), clock.millis()),
              emit);
    }
    for (InputReport report : inputs.take(clock.millis())) {
      context()
          .forward(
              new Record<>(report.guarded().key(), new Emission.Observed(report), clock.millis()),
              emit);
    }
  }

  private boolean waits(Step.Ask ask) {
    return ask.tier() instanceof Tier.Model tier
        ? isOnItsWay(tier.model())
        : ask.tier().models().stream().anyMatch(this::isOnItsWay);
  }

  private boolean isOnItsWay(String model) {
    return models.isExpected(model) && models.byName(model).isEmpty();
  }

  /** Whether the answer was there ahead, so that no time has passed. */
  private static boolean wasKnown(Step.Ask ask, Member member) {
    return member.model() != null && ask.on().memo().of(member.model()) != null;
  }

  private Member asked(Step.Ask ask, String name, Duration budget) {
    return models
        .with(name, model -> asked(ask, name, model, budget))
        .orElseGet(
            () -> {
              String detail = "model '" + name + "' is not loaded on this instance";
              return new Member(name, null, new Outcome.Failed(Reason.ERROR, detail), 0);
            });
  }

  private Member asked(Step.Ask ask, String name, Model model, Duration budget) {
    Memo memo = ask.on().memo();
    Memo.Answer ahead = memo.of(model.ref());
    telemetry.memo(ask.tier().name(), ahead == null ? memo.why() : Memo.Use.HIT);
    if (ahead != null) {
      return new Member(name, model.ref(), ahead.outcome(), ahead.latencyMicros());
    }
    if (budget.isNegative() || budget.isZero()) {
      return new Member(
          name, model.ref(), new Outcome.Failed(Reason.TIMEOUT, "no time was left for it"), 0);
    }
    long started = System.nanoTime();
    // The ladder has made sure that the tier's budget fits before the deadline.
    Outcome outcome;
    try {
      outcome = model.scorer().score(ask.on().features(), budget);
    } catch (RuntimeException e) {
      // Against its contract; the next tier answers all the same.
      outcome = new Outcome.Failed(Reason.ERROR, e.getClass().getSimpleName());
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
    return new Member(name, model.ref(), outcome, micros);
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
