package dev.backstop.registry;

import dev.backstop.domain.Reason;
import dev.backstop.judge.AgreementSprt;
import dev.backstop.judge.Answer;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.PairJudge;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import dev.backstop.judge.Verdict;
import dev.backstop.judge.Watch;
import dev.backstop.policy.Candidate;
import dev.backstop.v1.AgreementFound;
import dev.backstop.v1.CandidateEvidence;
import dev.backstop.v1.EvidenceBasis;
import dev.backstop.v1.EvidenceVerdict;
import dev.backstop.v1.ModelAnswer;
import dev.backstop.v1.ModelComparison;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is tried, compared and found about candidates, and its contracts. */
public final class CandidateMapper {

  private CandidateMapper() {}

  public static dev.backstop.v1.ShadowRequest toAvro(ShadowRequest request) {
    dev.backstop.v1.ShadowRequest mapped = new dev.backstop.v1.ShadowRequest();
    mapped.setRequestId(request.requestId());
    mapped.setTrial(toAvro(request.trial()));
    mapped.setSegment(request.segment());
    mapped.setIncumbent(request.incumbent());
    mapped.setCandidateDecided(request.candidateDecided());
    mapped.setAnswered(toAvro(request.answered()));
    mapped.setFeatures(CommonMapper.toAvro(StaleMapper.fresh(request.features())));
    mapped.setStale(StaleMapper.stale(request.features()));
    mapped.setBudgetMicros(request.budget().toNanos() / 1_000);
    mapped.setOnPanel(request.onPanel());
    mapped.setSource(CommonMapper.toAvro(request.source()));
    mapped.setAt(request.at());
    mapped.setProbe(request.probe());
    mapped.setThreshold(request.threshold());
    return mapped;
  }

  public static ShadowRequest fromAvro(dev.backstop.v1.ShadowRequest request) {
    return new ShadowRequest(
        request.getRequestId(),
        fromAvro(request.getTrial()),
        request.getSegment(),
        request.getIncumbent(),
        request.getCandidateDecided(),
        fromAvro(request.getAnswered()),
        StaleMapper.together(CommonMapper.features(request.getFeatures()), request.getStale()),
        Duration.of(request.getBudgetMicros(), ChronoUnit.MICROS),
        request.getOnPanel(),
        CommonMapper.fromAvro(request.getSource()),
        request.getAt(),
        request.getProbe(),
        request.getThreshold());
  }

  public static ModelComparison toAvro(Comparison comparison) {
    ModelComparison mapped = new ModelComparison();
    mapped.setRequestId(comparison.requestId());
    mapped.setTrial(toAvro(comparison.trial()));
    mapped.setSegment(comparison.segment());
    mapped.setIncumbent(comparison.incumbent());
    mapped.setCandidateDecided(comparison.candidateDecided());
    mapped.setCandidateAnswer(toAvro(comparison.candidateSaid()));
    mapped.setIncumbentAnswer(toAvro(comparison.incumbentSaid()));
    mapped.setLabel(comparison.label());
    mapped.setSource(CommonMapper.toAvro(comparison.source()));
    mapped.setAt(comparison.at());
    return mapped;
  }

  public static Comparison fromAvro(ModelComparison comparison) {
    return new Comparison(
        comparison.getRequestId(),
        fromAvro(comparison.getTrial()),
        comparison.getSegment(),
        comparison.getIncumbent(),
        comparison.getCandidateDecided(),
        fromAvro(comparison.getCandidateAnswer()),
        fromAvro(comparison.getIncumbentAnswer()),
        comparison.getLabel(),
        CommonMapper.fromAvro(comparison.getSource()),
        comparison.getAt());
  }

  /** The key of a comparison. */
  public static String idOf(ModelComparison comparison) {
    return fromAvro(comparison.getTrial()).id();
  }

  public static CandidateEvidence toAvro(Evidence evidence, Instant at) {
    CandidateEvidence mapped = new CandidateEvidence();
    mapped.setTrial(toAvro(evidence.trial()));
    mapped.setSegment(evidence.segment());
    mapped.setRecords(evidence.records());
    mapped.setCandidateFailures(evidence.candidateFailures());
    mapped.setIncumbentFailures(evidence.incumbentFailures());
    mapped.setLabelled(evidence.labelled());
    mapped.setWins(evidence.pairs().wins());
    mapped.setLosses(evidence.pairs().losses());
    mapped.setWinsSince(evidence.watch().pairs().wins());
    mapped.setLossesSince(evidence.watch().pairs().losses());
    mapped.setEvidenceForCandidate(evidence.forCandidate());
    mapped.setEvidenceForIncumbent(evidence.forIncumbent());
    mapped.setAgreements(evidence.agreement().agreements());
    mapped.setDisagreements(evidence.agreement().disagreements());
    mapped.setAgreementsSince(evidence.watch().agreement().agreements());
    mapped.setDisagreementsSince(evidence.watch().agreement().disagreements());
    mapped.setLogLikelihoodRatio(evidence.logLikelihoodRatio());
    mapped.setAgreementFound(
        CommonMapper.required(evidence.agreement().found(), AgreementFound.class));
    mapped.setVerdict(CommonMapper.required(evidence.verdict(), EvidenceVerdict.class));
    mapped.setReason(evidence.reason());
    mapped.setDecidedAt(evidence.decidedAt());
    mapped.setAt(at);
    return mapped;
  }

  /**
   * The evidence in the record.
   *
   * @throws IllegalArgumentException if it holds a symbol that this release does not know
   */
  public static Evidence fromAvro(CandidateEvidence evidence) {
    return new Evidence(
        fromAvro(evidence.getTrial()),
        evidence.getSegment(),
        evidence.getRecords(),
        evidence.getCandidateFailures(),
        evidence.getIncumbentFailures(),
        evidence.getLabelled(),
        new PairJudge(evidence.getWins(), evidence.getLosses()),
        new Watch(
            new PairJudge(evidence.getWinsSince(), evidence.getLossesSince()),
            AgreementSprt.of(evidence.getAgreementsSince(), evidence.getDisagreementsSince())),
        new AgreementSprt(
            evidence.getAgreements(),
            evidence.getDisagreements(),
            CommonMapper.required(evidence.getAgreementFound(), AgreementSprt.Found.class)),
        CommonMapper.required(evidence.getVerdict(), Verdict.class),
        evidence.getReason(),
        evidence.getDecidedAt());
  }

  private static dev.backstop.v1.Trial toAvro(Trial trial) {
    return new dev.backstop.v1.Trial(
        CommonMapper.toAvro(trial.policy()),
        trial.domain(),
        trial.tier(),
        trial.candidate(),
        CommonMapper.required(trial.basis(), EvidenceBasis.class),
        trial.cap());
  }

  private static Trial fromAvro(dev.backstop.v1.Trial trial) {
    return new Trial(
        CommonMapper.fromAvro(trial.getPolicy()),
        trial.getDomain(),
        trial.getTier(),
        trial.getCandidate(),
        CommonMapper.required(trial.getBasis(), Candidate.Basis.class),
        trial.getCap());
  }

  private static ModelAnswer toAvro(Answer answer) {
    return new ModelAnswer(
        answer.model() == null ? null : CommonMapper.toAvro(answer.model()),
        answer.label(),
        answer.confidence(),
        CommonMapper.toAvro(answer.failure(), dev.backstop.v1.Reason.class),
        answer.latencyMicros());
  }

  private static Answer fromAvro(ModelAnswer answer) {
    return new Answer(
        CommonMapper.fromAvro(answer.getModel()),
        answer.getLabel(),
        answer.getConfidence(),
        CommonMapper.toAvro(answer.getFailure(), Reason.class),
        answer.getLatencyMicros());
  }
}
