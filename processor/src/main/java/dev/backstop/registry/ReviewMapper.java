package dev.backstop.registry;

import dev.backstop.domain.Notice;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.TierKind;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.domain.Verdict;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.SealedAnswers;
import dev.backstop.v1.VerdictKind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** {@link ReviewTask}, {@link Verdict} and their contracts. */
public final class ReviewMapper {

  private ReviewMapper() {}

  public static dev.backstop.v1.ReviewTask toAvro(ReviewTask task) {
    dev.backstop.v1.ReviewTask mapped = new dev.backstop.v1.ReviewTask();
    mapped.setTaskId(task.taskId());
    mapped.setTier(task.tier());
    mapped.setRequestId(task.requestId());
    mapped.setDomain(task.domain());
    mapped.setSubject(task.subject());
    mapped.setFeatures(CommonMapper.toAvro(task.features()));
    mapped.setLabels(task.labels());
    mapped.setRationale(task.rationale());
    mapped.setAttempts(CommonMapper.toAvro(task.shownAttempts()));
    mapped.setTakeBy(task.takeBy());
    mapped.setFinishBy(task.finishBy());
    mapped.setPriority(task.priority());
    mapped.setDigest(task.digest());
    mapped.setBlind(task.blind());
    mapped.setOnTimeout(toAvro(task.blind() ? nothing(task.tier()) : task.onTimeout()));
    mapped.setProvisionalId(task.provisionalId());
    mapped.setPolicy(CommonMapper.toAvro(task.policy()));
    mapped.setSegment(task.segment());
    mapped.setSource(CommonMapper.toAvro(task.source()));
    mapped.setRequestedAt(task.requestedAt());
    mapped.setCreatedAt(task.createdAt());
    mapped.setFeatureSetVersion(task.featureSetVersion());
    mapped.setTags(task.tags());
    mapped.setTrace(task.trace());
    mapped.setAudit(CommonMapper.toAvro(task.audit()));
    mapped.setReason(CommonMapper.toAvro(task.reason(), dev.backstop.v1.Reason.class));
    mapped.setDecisionId(task.decisionId());
    mapped.setReviewers(task.reviewers());
    mapped.setOpinions(CommonMapper.opinionsToAvro(task.opinions()));
    mapped.setRoom(task.room());
    mapped.setSealed(
        task.blind()
            ? new SealedAnswers(CommonMapper.toAvro(task.attempts()), toAvro(task.onTimeout()))
            : null);
    mapped.setDegradationLevel(
        CommonMapper.toAvro(task.degradation(), dev.backstop.v1.DegradationLevel.class));
    return mapped;
  }

  /** Where the answer that would stand is, in a blind task. */
  private static TimeoutAnswer nothing(String tier) {
    return new TimeoutAnswer(tier, TierKind.HUMAN, null, Map.of(), null, null);
  }

  public static ReviewTask fromAvro(dev.backstop.v1.ReviewTask task) {
    SealedAnswers sealed = task.getSealed();
    return new ReviewTask(
        task.getTaskId(),
        task.getTier(),
        task.getRequestId(),
        task.getDomain(),
        task.getSubject(),
        CommonMapper.features(task.getFeatures()),
        task.getLabels(),
        task.getRationale(),
        CommonMapper.fromAvro(sealed == null ? task.getAttempts() : sealed.getAttempts()),
        task.getTakeBy(),
        task.getFinishBy(),
        task.getPriority(),
        task.getDigest(),
        task.getBlind(),
        fromAvro(sealed == null ? task.getOnTimeout() : sealed.getOnTimeout()),
        task.getProvisionalId(),
        CommonMapper.fromAvro(task.getPolicy()),
        task.getSegment(),
        CommonMapper.fromAvro(task.getSource()),
        task.getRequestedAt(),
        task.getCreatedAt(),
        task.getFeatureSetVersion(),
        task.getTags(),
        task.getTrace(),
        CommonMapper.fromAvro(task.getAudit()),
        task.getDecisionId(),
        task.getReviewers(),
        CommonMapper.opinions(task.getOpinions()),
        CommonMapper.fromAvro(task.getDegradationLevel()),
        task.getRoom());
  }

  /** Throws {@link IllegalArgumentException} if the label and the kind contradict each other. */
  public static Verdict fromAvro(ReviewVerdict verdict) {
    if ((verdict.getLabel() == null) != (verdict.getKind() == VerdictKind.CANNOT_DECIDE)) {
      throw new IllegalArgumentException("a verdict has a label exactly when its kind is ANSWER");
    }
    return new Verdict(
        verdict.getTaskId(),
        verdict.getRequestId(),
        verdict.getDigest(),
        verdict.getLabel(),
        verdict.getReviewer(),
        verdict.getComment(),
        verdict.getDecidedAt());
  }

  public static ReviewVerdict toAvro(Verdict verdict) {
    VerdictKind kind = verdict.label() == null ? VerdictKind.CANNOT_DECIDE : VerdictKind.ANSWER;
    return new ReviewVerdict(
        verdict.taskId(),
        verdict.requestId(),
        verdict.digest(),
        kind,
        verdict.label(),
        verdict.reviewer(),
        verdict.comment(),
        verdict.decidedAt());
  }

  private static dev.backstop.v1.TimeoutAnswer toAvro(TimeoutAnswer answer) {
    Map<String, dev.backstop.v1.Notice> otherwise = new TreeMap<>();
    answer
        .otherwise()
        .forEach((key, of) -> otherwise.put(key, new dev.backstop.v1.Notice(of.key(), of.text())));
    return new dev.backstop.v1.TimeoutAnswer(
        answer.tier(),
        CommonMapper.required(answer.tierKind(), dev.backstop.v1.TierKind.class),
        answer.label(),
        answer.scores(),
        answer.confidence(),
        CommonMapper.toAvro(answer.notice()),
        otherwise);
  }

  private static TimeoutAnswer fromAvro(dev.backstop.v1.TimeoutAnswer answer) {
    Map<String, Notice> otherwise = new HashMap<>();
    answer
        .getOtherwise()
        .forEach((key, of) -> otherwise.put(key, new Notice(of.getKey(), of.getText())));
    return new TimeoutAnswer(
        answer.getTier(),
        CommonMapper.required(answer.getTierKind(), TierKind.class),
        answer.getLabel(),
        answer.getScores(),
        answer.getConfidence(),
        CommonMapper.fromAvro(answer.getNotice()),
        otherwise);
  }
}
