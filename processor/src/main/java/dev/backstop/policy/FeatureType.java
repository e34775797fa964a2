package dev.backstop.policy;

/** What kind of value a feature has, as a policy declares it. */
public enum FeatureType {
  /** A Long, Integer or Double. */
  NUMBER,
  /** A String; a Boolean counts as the word for it. */
  TEXT,
  /** A Boolean. */
  FLAG,
  /** A list of numbers. */
  VECTOR
}
