package dev.backstop.policy;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model that is tried at a tier, beside the one in use there.
 *
 * @param model the candidate, by the name that the policy gives it
 * @param share of the tier's requests, above 0 and at most 1
 * @param rollsBack whether it is taken out of the traffic by itself when the evidence is against it
 * @param promotes whether it gets all of a segment's traffic by itself when the evidence is for it
 *     there
 * @param basis what counts as evidence; null: labels where the policy has an audit panel, else
 *     agreement
 * @param cap so many labelled records on which exactly one of the two models was right are looked
 *     at
 */
public record Candidate(
    Mode mode,
    String tier,
    String model,
    double share,
    boolean rollsBack,
    boolean promotes,
    @Nullable Basis basis,
    int cap) {

  /** How it is tried. */
  public enum Mode {
    /** It answers its share of the requests. */
    CANARY,
    /** It is asked besides, and its answer counts nowhere. */
    SHADOW
  }

  /** What counts as evidence. */
  public enum Basis {
    /** Which of the two was right, by what people say of a fair sample. */
    LABELS,
    /** Whether both say the same. */
    AGREEMENT
  }

  /**
   * The time that must be left for it to answer a request: after it, if it only takes time, the
   * tier's own model is asked.
   */
  public Duration budget(Tier.Model tier) {
    return tier.budget().multipliedBy(2);
  }

  /** Whether both are the same model at the same tier, and share their evidence. */
  public boolean isSame(Candidate other) {
    return tier.equals(other.tier) && model.equals(other.model);
  }

  /** A clause that says what is tried, and how. */
  String inWords() {
    return "model '"
        + model
        + "' "
        + (mode == Mode.CANARY ? "answers " : "is asked besides on ")
        + percent(share)
        + " of the requests at tier '"
        + tier
        + "'"
        + (mode == Mode.CANARY
            ? ", "
                + (rollsBack ? "rolled back" : "not rolled back")
                + " and "
                + (promotes ? "promoted" : "not promoted")
                + " by itself"
            : "")
        + ", judged by "
        + (basis == null ? "what there is" : basis == Basis.LABELS ? "labels" : "agreement")
        + ", at most "
        + cap
        + " records";
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }
}
