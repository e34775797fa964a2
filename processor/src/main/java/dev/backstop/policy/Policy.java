package dev.backstop.policy;

import dev.backstop.domain.Features;
import dev.backstop.domain.Notice;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of the policy of one domain.
 *
 * @param domain the requests it governs; {@link #ANY_DOMAIN} for those of no other policy
 * @param deadline how long a request may take that names no deadline of its own
 * @param ladder the tiers, in the order in which they are asked; never empty
 * @param notices sentence by key: a {@link Reason}'s name, or {@code PROVISIONAL}, {@code
 *     REJECTED}, {@code DEGRADED}, {@code UNDECIDED}
 * @param segments in the order in which they are tried; the first whose condition holds applies
 * @param applies to which part of the domain's requests this is the policy
 * @param charter what it declares beside the ladder
 * @param audit the audit panel, of all segments together
 */
public record Policy(
    PolicyRef ref,
    String domain,
    Duration deadline,
    List<Tier> ladder,
    OnReview onReview,
    OnTimeout onTimeout,
    Map<String, String> notices,
    List<Segment> segments,
    Applies applies,
    Charter charter,
    Audit audit) {

  /** The domain of the policy that governs every domain without a policy of its own. */
  public static final String ANY_DOMAIN = "*";

  /** What the person concerned is told where the policy has no sentence, by key. */
  private static final Map<String, String> USUAL_NOTICES =
      Map.of(
          "PROVISIONAL", "This answer is provisional: a person will look at it.",
          "REJECTED", "No answer can be given to this request.",
          "DEGRADED", "This answer was given in a simpler way than usual.");

  /**
   * To which requests a policy applies.
   *
   * @param segment null: those of no segment
   * @param doubt why it could not be told which segment a request belongs to; null if it could
   */
  public record Applies(@Nullable String segment, @Nullable String doubt) {
    public static final Applies TO_ALL = new Applies(null, null);
  }

  public Policy {
    ladder = List.copyOf(ladder);
    notices = Map.copyOf(notices);
    segments = List.copyOf(segments);
    if (ladder.isEmpty()) {
      throw new IllegalArgumentException("policy " + ref.name() + ": the ladder is empty");
    }
    if (audit.draws() && ladder.stream().noneMatch(Tier.Human.class::isInstance)) {
      throw new IllegalArgumentException(
          "policy " + ref.name() + ": an audit panel needs a human tier, whose labels it takes");
    }
  }

  /** A policy without segments and without an audit panel. */
  public Policy(
      PolicyRef ref,
      String domain,
      Duration deadline,
      List<Tier> ladder,
      OnReview onReview,
      OnTimeout onTimeout,
      Map<String, String> notices) {
    this(
        ref,
        domain,
        deadline,
        ladder,
        onReview,
        onTimeout,
        notices,
        List.of(),
        Applies.TO_ALL,
        Charter.PLAIN,
        Audit.NONE);
  }

  /**
   * The policy as it applies to a request with these features: that of its segment, if it is in
   * one. Where that cannot be told, no segment's relief is given: the request goes past everything
   * that is not a person.
   */
  public Policy toward(Features features) {
    for (Segment segment : segments) {
      Truth truth = segment.when().test(features);
      if (truth == Truth.YES) {
        return segment.policy();
      }
      if (truth == Truth.UNKNOWN) {
        return in(
            new Applies(
                null,
                "segment '"
                    + segment.name()
                    + "' cannot be told: a feature it reads is missing, too old or of another type"));
      }
    }
    return this;
  }

  /** This policy and what it is for each segment. */
  public List<Policy> variants() {
    List<Policy> variants = new ArrayList<>();
    variants.add(this);
    segments.forEach(segment -> variants.add(segment.policy()));
    return variants;
  }

  /**
   * The tier that a request meets first, rules aside: the one that must answer where no fallback is
   * allowed. The number of tiers if there are only rules.
   */
  public int first() {
    int first = 0;
    while (first < ladder.size() && ladder.get(first) instanceof Tier.Rules) {
      first++;
    }
    return first;
  }

  /** This policy with segments. */
  public Policy with(List<Segment> segments) {
    return new Policy(
        ref, domain, deadline, ladder, onReview, onTimeout, notices, segments, applies, charter,
        audit);
  }

  /** This policy with a charter. */
  public Policy with(Charter charter) {
    return new Policy(
        ref, domain, deadline, ladder, onReview, onTimeout, notices, segments, applies, charter,
        audit);
  }

  /** This policy with an audit panel. */
  public Policy with(Audit audit) {
    return new Policy(
        ref, domain, deadline, ladder, onReview, onTimeout, notices, segments, applies, charter,
        audit);
  }

  /** What its ladder says alone: no other model is tried. */
  public Policy withoutCandidates() {
    return with(charter.with(Candidates.NONE))
        .with(
            segments.stream()
                .map(
                    segment ->
                        new Segment(
                            segment.name(), segment.when(), segment.policy().withoutCandidates()))
                .toList());
  }

  /** What this policy is for a segment with these rules of its own. */
  public Policy forSegment(
      String segment,
      Duration deadline,
      List<Tier> ladder,
      OnReview onReview,
      OnTimeout onTimeout) {
    return new Policy(
        ref,
        domain,
        deadline,
        ladder,
        onReview,
        onTimeout,
        notices,
        List.of(),
        new Applies(segment, null),
        charter,
        audit);
  }

  private Policy in(Applies part) {
    return new Policy(
        ref, domain, deadline, ladder, onReview, onTimeout, notices, List.of(), part, charter,
        audit);
  }

  /**
   * Whether it asks a model for the requests of a segment.
   *
   * @param segment null: for those of none
   */
  public boolean guards(String model, @Nullable String segment) {
    return variants().stream()
        .filter(variant -> Objects.equals(variant.applies().segment(), segment))
        .anyMatch(variant -> variant.asks(model));
  }

  /** Whether a tier, or a candidate in the place of one, asks the model; segments aside. */
  public boolean asks(String model) {
    return charter.candidates().all().stream()
            .anyMatch(candidate -> candidate.model().equals(model))
        || ladder.stream()
            .anyMatch(
                tier -> tier instanceof Tier.Asking asking && asking.models().contains(model));
  }

  /** What counts as evidence about the candidate. */
  public Candidate.Basis basis(Candidate candidate) {
    Candidate.Basis wanted = candidate.basis();
    if (wanted != null) {
      return wanted;
    }
    return audit.draws() ? Candidate.Basis.LABELS : Candidate.Basis.AGREEMENT;
  }

  /** The least confidence taken at the tier: its threshold, or what the risk class asks for. */
  public double required(Tier.Asking tier) {
    RiskClass risk = charter.risks().standing();
    return risk == null ? tier.threshold() : Math.max(tier.threshold(), risk.floor());
  }

  /** The position of the tier in the ladder, or -1. */
  public int indexOf(String tier) {
    for (int i = 0; i < ladder.size(); i++) {
      if (ladder.get(i).name().equals(tier)) {
        return i;
      }
    }
    return -1;
  }

  /** The declared answer at the end of the ladder, if there is one. */
  public Optional<Tier.Default> defaultTier() {
    return ladder.stream()
        .filter(Tier.Default.class::isInstance)
        .map(Tier.Default.class::cast)
        .filter(Tier::enabled)
        .findFirst();
  }

  /** The tier at which people are asked, if there is one. */
  public Optional<Tier.Human> humanTier() {
    return ladder.stream()
        .filter(Tier.Human.class::isInstance)
        .map(Tier.Human.class::cast)
        .findFirst();
  }

  /**
   * The notice for the reason if the policy has one, else the one for the key, else Backstop's own
   * for the key, in English: who gets less than an answer is told so in any case.
   *
   * @param language of the person concerned, or null; the policy's own where it has no sentence in
   *     that
   */
  public @Nullable Notice notice(@Nullable Reason reason, String key, @Nullable String language) {
    Notice own = reason == null ? null : own(reason.name(), language);
    return own != null ? own : own(key, language);
  }

  /** The notice for that key alone, or null if there is none. */
  public @Nullable Notice own(String key, @Nullable String language) {
    String sentence = language == null ? null : charter.translation(language, key);
    sentence = sentence == null ? notices.get(key) : sentence;
    sentence = sentence == null ? USUAL_NOTICES.get(key) : sentence;
    return sentence == null ? null : new Notice(key, sentence);
  }
}
