package dev.backstop.domain;

import java.util.Arrays;

/** What a drill makes go wrong for one of its records, at the model or at the features. */
public enum Fault {
  /** Nothing: to see how it is without a fault, before and after. */
  NONE(At.NOTHING),
  /** The model is not there. */
  OUTAGE(At.MODEL),
  /** The model throws. */
  ERROR(At.MODEL),
  /** The model answers after its time budget. */
  SLOW(At.MODEL),
  /** The model does not answer. */
  HANG(At.MODEL),
  /** The model's scores are not numbers. */
  NAN(At.MODEL),
  /** The model is equally sure of all labels. */
  UNSURE(At.MODEL),
  /** Each feature that has a value has one that is none. */
  CORRUPTED(At.FEATURES),
  /** The fields are empty but for those that the policy names as the fallback of another. */
  SOURCE_GONE(At.FEATURES),
  /** Each number is far from where it was. */
  DRIFTED(At.FEATURES),
  /** Read from a record of a newer release; never made by this one. */
  UNKNOWN(At.NOTHING);

  private enum At {
    NOTHING,
    MODEL,
    FEATURES
  }

  private final At at;

  Fault(At at) {
    this.at = at;
  }

  /** The fault of that name, in a record that may be of a newer release. */
  public static Fault named(String name) {
    return Arrays.stream(values())
        .filter(fault -> fault.name().equals(name))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** Whether the call of a model goes wrong. */
  public boolean isModels() {
    return at == At.MODEL;
  }
}
