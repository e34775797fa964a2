package dev.backstop.guard;

/** How a model's reviewed answers stand against the tolerable share of wrong ones. */
public enum RiskLevel {
  /** Nothing speaks against it. */
  NORMAL,
  /** Too many wrong answers lately; it may pass. A reason to alert and to tighten. */
  SPIKE,
  /** Too many wrong answers for long, surely. This alone trips a breaker for quality. */
  DEGRADED
}
