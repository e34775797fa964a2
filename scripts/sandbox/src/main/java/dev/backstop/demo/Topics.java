package dev.backstop.demo;

/** The topics a client deals with, under the default prefix. */
final class Topics {
  static final String REQUESTS = "backstop.requests";
  static final String REVIEWS = "backstop.reviews";
  static final String VERDICTS = "backstop.verdicts";
  static final String DECISIONS = "backstop.decisions";
  static final String DEAD_LETTERS = "backstop.dead-letters";
  static final String AUDIT = "backstop.audit";

  private Topics() {}
}
