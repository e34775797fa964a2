package dev.backstop.registry;

import dev.backstop.domain.Reason;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.TripReason;
import dev.backstop.guard.WindowCounts;
import dev.backstop.v1.BreakerTrip;
import dev.backstop.v1.CallSource;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How calls have ended, where breakers stand, and its contracts. */
public final class BreakerMapper {

  private BreakerMapper() {}

  /** The key of a report. */
  public static String keyOf(ModelHealth health) {
    return new Guarded(health.getModel(), health.getSegment()).key();
  }

  public static ModelHealth toAvro(CallReport report) {
    Map<String, Long> reasons = new TreeMap<>();
    report.reasons().forEach((reason, number) -> reasons.put(reason.name(), number));
    ModelHealth mapped = new ModelHealth();
    mapped.setModel(report.guarded().model());
    mapped.setSegment(report.guarded().segment());
    mapped.setDomain(report.domain());
    mapped.setTier(report.tier());
    mapped.setCallSource(CommonMapper.required(report.callSource(), CallSource.class));
    mapped.setCalls(report.counts().calls());
    mapped.setFailures(report.counts().failures());
    mapped.setSlow(report.counts().slow());
    mapped.setConsecutive(report.counts().consecutive());
    mapped.setReasons(reasons);
    mapped.setReporter(report.reporter());
    mapped.setSource(CommonMapper.toAvro(report.source()));
    mapped.setAt(Instant.ofEpochMilli(report.at()));
    return mapped;
  }

  /**
   * The report in the record.
   *
   * @throws IllegalArgumentException if it contradicts itself, or holds a symbol that this release
   *     does not know
   */
  public static CallReport fromAvro(ModelHealth health) {
    Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    health.getReasons().forEach((name, number) -> reasons.put(Reason.valueOf(name), number));
    return new CallReport(
        new Guarded(health.getModel(), health.getSegment()),
        health.getDomain(),
        health.getTier(),
        CommonMapper.required(health.getCallSource(), dev.backstop.guard.CallSource.class),
        new WindowCounts(
            health.getCalls(), health.getFailures(), health.getSlow(), health.getConsecutive()),
        reasons,
        health.getReporter(),
        CommonMapper.fromAvro(health.getSource()),
        health.getAt().toEpochMilli());
  }

  public static TierStatus toAvro(BreakerNews news) {
    BreakerStatus status = news.status();
    Cause cause = status.cause();
    Evidence decided = cause == null ? Evidence.NONE : cause.evidence();
    Evidence calls = status.calls() == null ? Evidence.NONE : status.calls();
    Evidence answers = status.answers() == null ? Evidence.NONE : status.answers();
    TierStatus mapped = new TierStatus();
    mapped.setTier(news.tier());
    mapped.setModelName(news.guarded().model());
    mapped.setSegment(news.guarded().segment());
    mapped.setDomain(news.domain());
    mapped.setState(CommonMapper.required(status.kind(), TierState.class));
    mapped.setShare(news.share());
    mapped.setCause(CommonMapper.toAvro(news.failure(), dev.backstop.v1.Reason.class));
    mapped.setEvidence(news.why());
    mapped.setTrip(cause == null ? null : CommonMapper.required(cause.reason(), BreakerTrip.class));
    mapped.setTrials(decided.trials());
    mapped.setErrors(decided.errors());
    mapped.setSince(Instant.ofEpochMilli(status.since()));
    mapped.setOpens(status.opens());
    mapped.setNeedsAnswers(status.needsAnswers());
    mapped.setStep(status.step());
    mapped.setTrialFrom(instant(status.trialFrom()));
    mapped.setTrialCalls(calls.trials());
    mapped.setTrialCallErrors(calls.errors());
    mapped.setTrialAnswers(answers.trials());
    mapped.setTrialAnswerErrors(answers.errors());
    mapped.setNextProbeAt(instant(status.nextProbeAt()));
    mapped.setInstance(news.owner());
    mapped.setAt(Instant.ofEpochMilli(news.at()));
    return mapped;
  }

  /**
   * The news in the record.
   *
   * @throws IllegalArgumentException if it contradicts itself, or holds a symbol that this release
   *     does not know
   */
  public static BreakerNews fromAvro(TierStatus status) {
    BreakerState.Kind kind = CommonMapper.required(status.getState(), BreakerState.Kind.class);
    boolean tried = kind == BreakerState.Kind.SHADOW || kind == BreakerState.Kind.RAMP;
    BreakerTrip trip = status.getTrip();
    Cause cause =
        trip == null
            ? null
            : new Cause(
                CommonMapper.required(trip, TripReason.class),
                new Evidence(status.getTrials(), status.getErrors()));
    return new BreakerNews(
        new Guarded(status.getModelName(), status.getSegment()),
        status.getDomain(),
        status.getTier(),
        new BreakerStatus(
            kind,
            status.getSince().toEpochMilli(),
            status.getOpens(),
            cause,
            status.getNeedsAnswers(),
            status.getStep(),
            millis(status.getTrialFrom()),
            tried ? new Evidence(status.getTrialCalls(), status.getTrialCallErrors()) : null,
            tried && status.getNeedsAnswers()
                ? new Evidence(status.getTrialAnswers(), status.getTrialAnswerErrors())
                : null,
            millis(status.getNextProbeAt())),
        status.getShare(),
        CommonMapper.toAvro(status.getCause(), Reason.class),
        status.getEvidence(),
        status.getInstance(),
        status.getAt().toEpochMilli());
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable Long millis(@Nullable Instant at) {
    return at == null ? null : at.toEpochMilli();
  }
}
