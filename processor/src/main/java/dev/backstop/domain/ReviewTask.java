package dev.backstop.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question put to a person.
 *
 * @param tier the tier of the ladder that this question stands for
 * @param features as a reviewer may see them
 * @param labels what a verdict may choose from
 * @param takeBy by when somebody should have begun
 * @param finishBy from then on {@code onTimeout} stands
 * @param priority smaller is more urgent
 * @param digest SHA-256 of what is shown, to be repeated by the verdict
 * @param blind the models' answers are hidden until the reviewer has answered
 * @param provisionalId decisionId of the provisional decision, if one was given
 * @param policy opened the review, and resolves it
 * @param segment the segment of the policy that applied, or null
 * @param trace the request's trace context by header name, carried through to the decision
 * @param audit how the coin of the audit panel fell, or null where the policy has no panel
 * @param decisionId the decision that the question stands beside, if it does; then {@code
 *     onTimeout} is that decision's answer
 * @param reviewers so many different ones must give the same answer
 * @param opinions what they have said so far; empty where one is enough
 * @param degradation how far the request's part of the policy was degraded when the question was
 *     put; null in what was written before this was known
 * @param room with so many open reviews it is not opened, all partitions together; null: with any
 *     number it is
 */
public record ReviewTask(
    String taskId,
    String tier,
    String requestId,
    String domain,
    @Nullable String subject,
    Features features,
    List<String> labels,
    String rationale,
    List<Attempt> attempts,
    Instant takeBy,
    Instant finishBy,
    int priority,
    String digest,
    boolean blind,
    TimeoutAnswer onTimeout,
    @Nullable String provisionalId,
    PolicyRef policy,
    @Nullable String segment,
    SourcePosition source,
    Instant requestedAt,
    Instant createdAt,
    @Nullable String featureSetVersion,
    Map<String, String> tags,
    Map<String, String> trace,
    @Nullable AuditDraw audit,
    @Nullable String decisionId,
    int reviewers,
    List<Opinion> opinions,
    @Nullable DegradationLevel degradation,
    @Nullable Integer room) {

  /** Whether the request was decided without this question, so that a verdict changes nothing. */
  public boolean standsBeside() {
    return decisionId != null;
  }

  /**
   * Whether it may be opened. Each partition has an even part of the room there is, and place for
   * one review at least.
   *
   * @param open reviews of its partition
   * @param partitions there are; 0 if that is not known
   */
  public boolean hasRoom(long open, int partitions) {
    int parts = Math.max(1, partitions);
    return room == null || open < ((long) room + parts - 1) / parts;
  }

  /** Whether the request is on the audit panel. */
  public boolean onPanel() {
    return audit != null && audit.drawn();
  }

  /** Whether this reviewer has answered already. */
  public boolean hasHeard(String reviewer) {
    return opinions.stream().anyMatch(said -> said.reviewer().equals(reviewer));
  }

  /** Whether as many reviewers as must have given this answer; null: that they cannot decide. */
  public boolean isAgreed(@Nullable String label) {
    return opinions.stream().filter(said -> Objects.equals(said.label(), label)).count()
        >= reviewers;
  }

  /** Whether not all of them have said the same so far. */
  public boolean isDisputed() {
    return opinions.stream().map(Opinion::label).distinct().count() > 1;
  }

  /** The same question after one more reviewer has answered. */
  public ReviewTask with(Opinion opinion) {
    List<Opinion> more = new ArrayList<>(opinions);
    more.add(opinion);
    return new ReviewTask(
        taskId,
        tier,
        requestId,
        domain,
        subject,
        features,
        labels,
        rationale,
        attempts,
        takeBy,
        finishBy,
        priority,
        digest,
        blind,
        onTimeout,
        provisionalId,
        policy,
        segment,
        source,
        requestedAt,
        createdAt,
        featureSetVersion,
        tags,
        trace,
        audit,
        decisionId,
        reviewers,
        List.copyOf(more),
        degradation,
        room);
  }

  /** What was tried, as the reviewer may see it. */
  public List<Attempt> shownAttempts() {
    return blind ? List.of() : attempts;
  }

  /** Why a person is asked; null if people are asked first. */
  public @Nullable Reason reason() {
    if (onPanel()) {
      return Reason.AUDIT_SAMPLE;
    }
    return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).reason();
  }

  /**
   * Whether the id is that of a question beside a decision. No other task of the request begins
   * like that.
   */
  public static boolean isBeside(String requestId, String taskId) {
    return taskId.startsWith(besideId(requestId, ""));
  }

  private static String besideId(String requestId, String place) {
    return requestId + "/audit/" + place;
  }

  /**
   * The id of the question about a request that was read there, beside its decision or for it. The
   * position tells apart two of an id that was used again long after its first answer.
   */
  public static String idOf(String requestId, SourcePosition source, boolean beside) {
    String place = source.partition() + "-" + source.offset();
    return beside ? besideId(requestId, place) : requestId + "/review/" + place;
  }
}
