package dev.backstop.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request gets when no person answers in time. It is fixed when the review opens: a later
 * policy cannot alter it.
 *
 * @param label the answer; null rejects the request
 * @param notice what the person concerned may be told of the silence
 * @param otherwise what they may be told instead where it is something else that this answers, by
 *     {@link #UNDECIDED} or the reason's name; only what differs from the notice
 */
public record TimeoutAnswer(
    String tier,
    TierKind tierKind,
    @Nullable String label,
    Map<String, Double> scores,
    @Nullable Double confidence,
    @Nullable Notice notice,
    Map<String, Notice> otherwise) {

  /** Key of the notice where no reviewer could decide. */
  public static final String UNDECIDED = "UNDECIDED";

  public TimeoutAnswer {
    otherwise = Map.copyOf(otherwise);
  }

  /** An answer of which the same is told whatever it is given for. */
  public TimeoutAnswer(
      String tier,
      TierKind tierKind,
      @Nullable String label,
      Map<String, Double> scores,
      @Nullable Double confidence,
      @Nullable Notice notice) {
    this(tier, tierKind, label, scores, confidence, notice, Map.of());
  }

  /** What the person concerned may be told where that is what it answers. */
  public @Nullable Notice noticeOf(String key) {
    Notice own = otherwise.get(key);
    return own == null ? notice : own;
  }

  /** The same answer, of which something else may be told. */
  public TimeoutAnswer telling(Map<String, Notice> instead) {
    return new TimeoutAnswer(tier, tierKind, label, scores, confidence, notice, instead);
  }
}
