package dev.backstop.signing;

/** In which part somebody signs a policy, a control or the mark of a drill. */
public enum Part {
  AUTHOR,
  APPROVER,
  OPERATOR,
  /** Not a person: an instance, for a playbook. */
  PLAYBOOK,
  DRILL
}
