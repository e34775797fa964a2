package dev.backstop.topology.score;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Judgement;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Overload;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Step;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Member;
import dev.backstop.domain.Reason;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Asks the model or models the case needs next, if this part of the topology serves it, and adds
 * the attempt to the case. A model that was asked ahead, in a batch, is not asked again. Once a
 * second it reports how the calls of each model have ended.
 */
public final class ScoreStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final String next;
  private final String emit;
  private final Models models;
  private final BiPredicate<Case, Tier.Asking> serves;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Calls calls;
  private final ScoreReports reports;
  private final SideQuestions questions;
  private @Nullable String reporter;

  private ScoreStage(
      String next,
      String emit,
      Models models,
      ModelFaults faults,
      BiPredicate<Case, Tier.Asking> serves,
      String part,
      InstantSource clock,
      Telemetry telemetry) {
    this.next = next;
    this.emit = emit;
    this.models = models;
    this.serves = serves;
    this.clock = clock;
    this.telemetry = telemetry;
    AskedInputs inputs = new AskedInputs(models);
    this.calls = new Calls(models, faults, inputs, telemetry);
    this.reports = new ScoreReports(part, models, calls, inputs, telemetry);
    this.questions = new SideQuestions(telemetry);
  }

  /**
   * A stage over these models.
   *
   * @param next the node that takes cases
   * @param emit the node that takes what leaves
   * @param faults asks them for drills
   * @param serves whether a tier is asked here; a case for any other passes through
   * @param part of the topology, for meters
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      String next,
      String emit,
      Models models,
      ModelFaults faults,
      BiPredicate<Case, Tier.Asking> serves,
      String part,
      InstantSource clock,
      Telemetry telemetry) {
    return () -> new ScoreStage(next, emit, models, faults, serves, part, clock, telemetry);
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    String task = context.applicationId() + '/' + context.taskId();
    reporter = task;
    var unused =
        context.schedule(
            EVERY,
            PunctuationType.WALL_CLOCK_TIME,
            timestamp -> reports.tell(task, clock.millis(), this::emit));
  }

  @Override
  public void close() {
    if (reporter != null) {
      reports.gone(reporter);
    }
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Case on)) {
      throw new IllegalStateException("only cases are scored");
    }
    // Our time, as every record has it that was read; the clock need not be asked again.
    Instant begin = Instant.ofEpochMilli(record.timestamp());
    long waited = record.timestamp() - Overload.waitsSince(on).toEpochMilli();
    Case asked = asked(on, begin);
    context().forward(record.withValue(asked), next);
    if (on.drill() != null) {
      // Nothing is learned of a model from what was made up.
      return;
    }
    reports.waited(waited);
    telemetry.attempted(asked.attempts(), on.attempts().size());
    for (ShadowRequest question : questions.of(on, asked, now())) {
      context().forward(record.withValue(new Emission.Shadowed(question)), emit);
    }
  }

  /**
   * The case after the tier that it needs next has been asked, if that is served here; else as it
   * was. Where a candidate gave no answer, the tier's own model is asked at once.
   */
  private Case asked(Case on, Instant begin) {
    Case asked = on;
    Instant now = begin;
    boolean again = true;
    while (again) {
      again = false;
      if (Ladder.next(asked, now, models) instanceof Step.Ask ask
          && serves.test(ask.on(), ask.tier())) {
        int before = ask.on().attempts().size();
        // Where it was not asked, nothing has happened, and the case comes back by its topic.
        asked = asked(ask, now);
        Attempt last = asked.lastAttempt();
        again = asked.attempts().size() > before && last != null && last.isFailedCanary();
        now = again ? now() : now;
      }
    }
    return asked;
  }

  /** The case with the attempt, or as it was if a model of it is just being loaded. */
  private Case asked(Step.Ask ask, Instant now) {
    if (waits(ask)) {
      return ask.on();
    }
    if (ask.tier() instanceof Tier.Model tier) {
      Said said = calls.ask(ask, tier.model(), budget(ask, now));
      Member only = said.member();
      Reason first = said.first();
      Attempt attempt =
          Judgement.of(
              ask.on(),
              tier,
              only.model(),
              only.outcome(),
              only.latencyMicros(),
              first == null && wasKnown(ask, only) ? now : now());
      return ask.on().with(first == null ? attempt : twice(attempt, first));
    }
    long from = System.nanoTime();
    List<Member> members = calls.askAll(ask, ask.tier().models(), budget(ask, now));
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from);
    boolean known = members.stream().allMatch(member -> wasKnown(ask, member));
    return ask.on()
        .with(
            known
                ? Judgement.of(ask.on(), ask.tier(), members, now())
                : Judgement.of(ask.on(), ask.tier(), members, micros, now()));
  }

  /** The tier's budget, or what is left before the deadline where that usually suffices. */
  private static Duration budget(Step.Ask ask, Instant now) {
    Duration left = Duration.between(now, ask.on().deadline());
    return left.compareTo(ask.tier().budget()) < 0 ? left : ask.tier().budget();
  }

  private static Attempt twice(Attempt attempt, Reason first) {
    String detail = attempt.detail();
    return attempt.inWords(
        (detail == null ? "" : detail + "; ") + "asked twice, as the first call failed: " + first);
  }

  private void emit(String key, Emission emission) {
    context().forward(new Record<>(key, emission, clock.millis()), emit);
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

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
