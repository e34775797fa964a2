package dev.backstop.verify.plan;

/** What a request asks for beside an answer. */
public enum Wish {
  NOTHING,
  PROVISIONAL,
  /** No review: a rejection where a person would be asked. */
  NO_REVIEW,
  /** Only the first tier may answer. */
  FIRST_TIER_ONLY,
  /** Its deadline is short, and the robots leave its task alone until that has passed. */
  NOBODY_LOOKS;

  /** The tag of a request that names its wish, for the robots. */
  public static final String TAG = "wish";
}
