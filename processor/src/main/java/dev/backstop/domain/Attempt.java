package dev.backstop.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tier's try at one request, whether it answered or not.
 *
 * @param model the model asked, or null where none was, or several were
 * @param threshold least confidence accepted here, or null where none applies; 0 is a legal
 *     threshold
 * @param reason why this answer was not taken, or null if it was
 * @param detail what went wrong, in words; names features, never their values
 * @param at when the attempt ended
 * @param control id of the operator's control that made the tier be passed by or asked, or set the
 *     share of its candidate; or null
 * @param sources features that were not taken from the field of their name, with the field that
 *     they were
 * @param members what each model of an ensemble said; empty for any other tier
 * @param canary whether a candidate was asked in the place of the tier's own model
 * @param opinions what each reviewer said where several had to agree; else empty
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
    @Nullable String control,
    List<Member> members,
    Map<String, String> sources,
    boolean canary,
    List<Opinion> opinions) {

  public Attempt {
    sources = Map.copyOf(sources);
    members = List.copyOf(members);
    opinions = List.copyOf(opinions);
  }

  /** An attempt in which no reviewers had to agree. */
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
      Instant at,
      @Nullable String control,
      List<Member> members,
      Map<String, String> sources,
      boolean canary) {
    this(
        tier,
        tierKind,
        model,
        score,
        label,
        threshold,
        latencyMicros,
        reason,
        detail,
        at,
        control,
        members,
        sources,
        canary,
        List.of());
  }

  /** An attempt of a tier that is no ensemble, which no operator had a hand in. */
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
    this(
        tier,
        tierKind,
        model,
        score,
        label,
        threshold,
        latencyMicros,
        reason,
        detail,
        at,
        null,
        List.of(),
        Map.of(),
        false);
  }

  /** This attempt with the sources of the features that were read for it. */
  public Attempt from(Map<String, String> sources) {
    return with(detail, control, sources, canary, opinions);
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
        tier,
        kind,
        null,
        null,
        null,
        null,
        0,
        Reason.POLICY_FORCED,
        detail,
        at,
        control,
        List.of(),
        Map.of(),
        false);
  }

  /** This attempt, which an operator's control has made; null: none has. */
  public Attempt by(@Nullable String control) {
    return control == null ? this : with(detail, control, sources, canary, opinions);
  }

  /** This attempt, of a candidate in the place of the tier's own model. */
  public Attempt asCanary() {
    return with(detail, control, sources, true, opinions);
  }

  /** This attempt in other words. */
  public Attempt inWords(String told) {
    return with(told, control, sources, canary, opinions);
  }

  /** This attempt, with what each reviewer said. */
  public Attempt said(List<Opinion> opinions) {
    return with(detail, control, sources, canary, opinions);
  }

  private Attempt with(
      @Nullable String told,
      @Nullable String by,
      Map<String, String> from,
      boolean asCanary,
      List<Opinion> said) {
    return new Attempt(
        tier,
        tierKind,
        model,
        score,
        label,
        threshold,
        latencyMicros,
        reason,
        told,
        at,
        by,
        members,
        from,
        asCanary,
        said);
  }

  /** A person's or a declared answer: a label without scores. */
  public static Attempt answered(String tier, TierKind kind, String label, Instant at) {
    return new Attempt(tier, kind, null, null, label, null, 0, null, null, at);
  }

  /**
   * Whether it was a candidate that gave no answer at all; the tier's own model is asked then, as
   * if nothing had been.
   */
  public boolean isFailedCanary() {
    return canary && score == null;
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

  /** How many of its members answered, such as {@code committee(2/3)}; null if it has none. */
  public @Nullable String committee() {
    if (members.isEmpty()) {
      return null;
    }
    long answered = members.stream().filter(Member::answered).count();
    return tier + '(' + answered + '/' + members.size() + ')';
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
