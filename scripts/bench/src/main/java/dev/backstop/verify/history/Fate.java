package dev.backstop.verify.history;

/** What a client knows of something it sent. */
public enum Fate {
  ACKNOWLEDGED,
  /** No answer came, or one that does not say. It may stand on the topic or not. */
  UNKNOWN,
  /** Refused before it left. It must not stand anywhere. */
  FAILED
}
