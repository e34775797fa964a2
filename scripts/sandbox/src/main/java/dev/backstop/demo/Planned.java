package dev.backstop.demo;

import java.util.Optional;

/** One record to send. */
sealed interface Planned {

  /** The record's key. */
  String key();

  /**
   * A request that must get exactly one terminal decision.
   *
   * @param leftOut a feature that every model needs and that is left out
   */
  record Question(String requestId, Application application, Optional<String> leftOut, Wish wish)
      implements Planned {
    @Override
    public String key() {
      return requestId;
    }
  }

  /** The same request once more, as a producer sends it that missed the acknowledgement. */
  record Copy(Question of) implements Planned {
    @Override
    public String key() {
      return of.requestId();
    }
  }

  /** A record that cannot be a request. */
  record Malformed(String key, Fault fault, Application application) implements Planned {}
}
