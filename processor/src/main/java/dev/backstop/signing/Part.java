package dev.backstop.signing;

/** In which part somebody signs a policy. */
public enum Part {
  AUTHOR,
  APPROVER
}
