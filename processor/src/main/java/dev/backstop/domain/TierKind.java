package dev.backstop.domain;

/** What kind of step of the ladder a tier is. */
public enum TierKind {
  RULES,
  MODEL,
  ENSEMBLE,
  HUMAN,
  DEFAULT,
  /** Read from a record of a newer release; never given by this one. */
  UNKNOWN
}
