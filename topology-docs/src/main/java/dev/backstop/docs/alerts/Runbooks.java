package dev.backstop.docs.alerts;

/** Where it says what to do when an alert fires: a section an objective or alert. */
final class Runbooks {

  /** The guide's place in the repository. */
  static final String PATH = "topology-docs/guides/runbooks.md";

  private Runbooks() {}

  static String url(String section) {
    return PATH + '#' + section;
  }
}
