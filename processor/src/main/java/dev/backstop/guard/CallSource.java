package dev.backstop.guard;

/** Why a model was called. */
public enum CallSource {
  /** For a request, and its answer may be taken. */
  LIVE,
  /** For a request that somebody else answers: its answer has no effect. */
  MIRROR,
  /** For a row made up for the purpose, such as a golden row of the model package. */
  PROBE
}
