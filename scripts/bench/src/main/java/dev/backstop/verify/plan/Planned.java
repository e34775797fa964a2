package dev.backstop.verify.plan;

/** One record to be sent to the requests topic. */
public sealed interface Planned {

  /** The record's key. */
  String key();

  /**
   * A request.
   *
   * @param x the first model's logit for yes
   * @param y the second model's logit for yes
   * @param first what the first model is told to do
   * @param second what the second model is told to do
   */
  record Question(String key, double x, double y, Trouble first, Trouble second, Wish wish)
      implements Planned {

    public boolean troubled() {
      return first != Trouble.NONE || second != Trouble.NONE;
    }
  }

  /** A request once more, with the id it had. */
  record Copy(Question of) implements Planned {
    @Override
    public String key() {
      return of.key();
    }
  }

  /** Something that is no request. */
  record Bad(String key, Defect defect) implements Planned {}
}
