package dev.backstop.signing;

/** In which part somebody signs a policy or a control. */
public enum Part {
  AUTHOR,
  APPROVER,
  OPERATOR
}
