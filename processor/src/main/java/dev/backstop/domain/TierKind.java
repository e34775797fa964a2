package dev.backstop.domain;

/** What kind of step of the ladder a tier is. */
public enum TierKind {
  RULES,
  MODEL,
  ENSEMBLE,
  HUMAN,
  DEFAULT
}
