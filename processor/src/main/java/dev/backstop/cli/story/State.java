package dev.backstop.cli.story;

/** Where a request stands. */
public enum State {
  DECIDED("decided"),
  IN_REVIEW("waiting for a person"),
  UNDER_WAY("not decided yet"),
  DEAD_LETTERED("set aside as a dead letter"),
  UNKNOWN("not to be told from what was found");

  private final String inWords;

  State(String inWords) {
    this.inWords = inWords;
  }

  public String inWords() {
    return inWords;
  }
}
