package dev.backstop.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tier's try at one request, whether it answered or not.
 *
 * @param model the model asked, or null where none was
 * @param threshold least confidence accepted here, or null where none applies; 0 is a legal
 *     threshold
 * @param reason why this answer was not taken, or null if it was
 * @param detail what went wrong, in words; names features, never their values
 * @param at when the attempt ended
 * @param control id of the operator's control that made the tier be passed by or asked, or null
 */
public record Attempt(
    String tier,
    TierKind tierKind,
    @Nullable ModelRef model,
    @Nullable Score score,
    @Nullable String label,
    @Nullable Double threshold,
    long latencyMicros,
    @Nullable Reason reason,
    @Nullable String detail,
    Instant at,
    @Nullable String control) {

  /** An attempt that no operator had a hand in. */
  public Attempt(
      String tier,
      TierKind tierKind,
      @Nullable ModelRef model,
      @Nullable Score score,
      @Nullable String label,
      @Nullable Double threshold,
      long latencyMicros,
      @Nullable Reason reason,
      @Nullable String detail,
      Instant at) {
    this(tier, tierKind, model, score, label, threshold, latencyMicros, reason, detail, at, null);
  }

  /** A tier that was passed by without being asked. */
  public static Attempt skipped(
      String tier, TierKind kind, Reason reason, String detail, Instant at) {
    return new Attempt(tier, kind, null, null, null, null, 0, reason, detail, at);
  }

  /** A tier that an operator wants passed by. */
  public static Attempt forced(
      String tier, TierKind kind, String detail, String control, Instant at) {
    return new Attempt(
        tier, kind, null, null, null, null, 0, Reason.POLICY_FORCED, detail, at, control);
  }

  /** This attempt, which an operator's control has made; null: none has. */
  public Attempt by(@Nullable String control) {
    return control == null ? this : with(detail, control);
  }

  /** This attempt in other words. */
  public Attempt inWords(String told) {
    return with(told, control);
  }

  private Attempt with(@Nullable String told, @Nullable String by) {
    return new Attempt(
        tier, tierKind, model, score, label, threshold, latencyMicros, reason, told, at, by);
  }

  /** A person's or a declared answer: a label without scores. */
  public static Attempt answered(String tier, TierKind kind, String label, Instant at) {
    return new Attempt(tier, kind, null, null, label, null, 0, null, null, at);
  }

  public boolean taken() {
    return reason == null;
  }

  /** Whether it should have answered and did not: a tier whose rules do not apply need not. */
  public boolean refused() {
    return reason != null && reason != Reason.NOT_APPLICABLE;
  }

  /** {@code tier:REASON}, or {@code tier:OK} if the answer was taken. */
  public String toLineage() {
    return tier + ':' + (reason == null ? "OK" : reason.name());
  }

  /** The scores by label, empty if there are none. */
  public Map<String, Double> scores() {
    return score == null ? Map.of() : score.scores();
  }

  /** The calibrated confidence of the model that was asked, or null if none answered. */
  public @Nullable Double confidence() {
    return score == null ? null : score.confidence();
  }
}
