package dev.backstop.policy;

/** How much a feature says of a person, the least first. */
public enum Privacy {
  /** Anybody may know it. */
  PUBLIC,
  /** Of the organisation alone. */
  INTERNAL,
  /** It is about a person. */
  PERSONAL,
  /** It may harm a person, such as health or belief. */
  SENSITIVE
}
