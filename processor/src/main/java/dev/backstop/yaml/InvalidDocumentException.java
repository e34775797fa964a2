package dev.backstop.yaml;

import java.util.List;

/** A document that cannot be used. Its message lists every problem, one a line. */
public final class InvalidDocumentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list.
  private final List<String> problems;

  public InvalidDocumentException(String what, List<String> problems) {
    super(what + " is not valid:\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
