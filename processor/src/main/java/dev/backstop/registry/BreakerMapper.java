package dev.backstop.registry;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.Cause;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskMemory;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.TripReason;
import dev.backstop.guard.WindowCounts;
import dev.backstop.v1.BreakerTrip;
import dev.backstop.v1.CallSource;
import dev.backstop.v1.EvidenceBasis;
import dev.backstop.v1.JudgedAnswer;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.RiskState;
import dev.backstop.v1.RiskWindow;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How calls have ended, what became of answers, where breakers stand, and its contracts. */
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

  /** A report of one answer: the counts of calls are 0. */
  public static ModelHealth toAvro(AnswerReport report) {
    JudgedAnswer judged = new JudgedAnswer();
    judged.setWrong(report.wrong());
    judged.setBasis(CommonMapper.required(report.basis(), EvidenceBasis.class));
    judged.setAnsweredAt(Instant.ofEpochMilli(report.answeredAt()));
    ModelHealth mapped =
        uncounted(
            report.guarded(),
            report.domain(),
            report.tier(),
            report.callSource(),
            report.source(),
            report.at());
    mapped.setJudged(judged);
    return mapped;
  }

  /** A report of something else than calls: their counts are 0. */
  static ModelHealth uncounted(
      Guarded guarded,
      String domain,
      String tier,
      dev.backstop.guard.CallSource callSource,
      SourcePosition source,
      long at) {
    return toAvro(
        new CallReport(
            guarded, domain, tier, callSource, WindowCounts.NONE, Map.of(), "", source, at));
  }

  /**
   * What was judged of the record's answer; null if it is a report of calls.
   *
   * @throws IllegalArgumentException if it holds a symbol that this release does not know
   */
  public static @Nullable AnswerReport answerFromAvro(ModelHealth health) {
    JudgedAnswer judged = health.getJudged();
    return judged == null
        ? null
        : new AnswerReport(
            new Guarded(health.getModel(), health.getSegment()),
            health.getDomain(),
            health.getTier(),
            CommonMapper.required(health.getCallSource(), dev.backstop.guard.CallSource.class),
            CommonMapper.required(judged.getBasis(), AnswerReport.Basis.class),
            judged.getWrong(),
            judged.getAnsweredAt().toEpochMilli(),
            CommonMapper.fromAvro(health.getSource()),
            health.getAt().toEpochMilli());
  }

  /** What is kept of the labels of a model. */
  public static RiskWindow toAvro(RiskMemory memory) {
    ByteBuffer wrongs = ByteBuffer.allocate(memory.wrongs().size());
    memory.wrongs().forEach(wrong -> wrongs.put((byte) (wrong ? 1 : 0)));
    RiskWindow mapped = new RiskWindow();
    mapped.setFrom(Instant.ofEpochMilli(memory.from()));
    mapped.setTolerable(memory.tolerable());
    mapped.setDetectors(memory.detectors());
    mapped.setWrongs(wrongs.flip());
    return mapped;
  }

  public static RiskMemory fromAvro(RiskWindow window) {
    ByteBuffer bytes = window.getWrongs().duplicate();
    List<Boolean> wrongs = new ArrayList<>(bytes.remaining());
    while (bytes.hasRemaining()) {
      wrongs.add(bytes.get() != 0);
    }
    return new RiskMemory(
        window.getFrom().toEpochMilli(), window.getTolerable(), window.getDetectors(), wrongs);
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
    Cause.Hand hand = cause == null ? null : cause.hand();
    mapped.setControl(hand == null ? null : hand.control());
    mapped.setControlUntil(hand == null ? null : Instant.ofEpochMilli(hand.until()));
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
    mapped.setRisk(CommonMapper.required(news.risk().level(), RiskState.class));
    mapped.setRiskLabels(news.risk().labels().trials());
    mapped.setRiskErrors(news.risk().labels().errors());
    mapped.setDrifted(news.drifted().drifted());
    mapped.setCollapsed(news.drifted().collapsed());
    mapped.setRouted(news.drift().routed().drifted());
    mapped.setRoutedForCollapse(news.drift().routed().collapsed());
    mapped.setDriftDigest(news.drift().digest());
    mapped.setActedOn(news.acted());
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
                new Evidence(status.getTrials(), status.getErrors()),
                hand(status));
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
        new RiskReading(
            CommonMapper.required(status.getRisk(), RiskLevel.class),
            new Evidence(status.getRiskLabels(), status.getRiskErrors())),
        new DriftMemory(
            new DriftStanding(status.getDrifted(), status.getCollapsed()),
            new DriftStanding(status.getRouted(), status.getRoutedForCollapse()),
            status.getDriftDigest()),
        status.getActedOn(),
        status.getEvidence(),
        status.getInstance(),
        status.getAt().toEpochMilli());
  }

  private static Cause.@Nullable Hand hand(TierStatus status) {
    Long until = millis(status.getControlUntil());
    return status.getControl() == null || until == null
        ? null
        : new Cause.Hand(status.getControl(), until);
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable Long millis(@Nullable Instant at) {
    return at == null ? null : at.toEpochMilli();
  }
}
