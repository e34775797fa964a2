package dev.backstop.gameday;

/** What a processor depends on and no mark can take from some records alone. */
enum Missing {
  REGISTRY(
      "registry-unavailable", "Schemas are known already: requests are decided meanwhile.", true),
  BROKER(
      "broker-unavailable",
      "Requests wait with their senders; the processor goes on by itself when the broker is back.",
      false);

  private final String label;
  private final String expected;
  private final boolean goesOn;

  Missing(String label, String expected, boolean goesOn) {
    this.label = label;
    this.expected = expected;
    this.goesOn = goesOn;
  }

  /** The name of the exercise. */
  String label() {
    return label;
  }

  /** What should happen, in a sentence. */
  String expected() {
    return expected;
  }

  /** Whether requests should be decided while it is away. */
  boolean goesOn() {
    return goesOn;
  }
}
