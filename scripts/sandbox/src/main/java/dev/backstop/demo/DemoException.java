package dev.backstop.demo;

/** The demo cannot go on; the message says what is wrong and what to do about it. */
final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoException(String what, String remedy) {
    super(what + ": " + remedy);
  }

  DemoException(String what, String remedy, Throwable cause) {
    super(what + " (" + cause + "): " + remedy, cause);
  }
}
