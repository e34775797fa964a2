package dev.backstop.bench.run;

/** What is compared. */
public enum Variant {
  L("hand-written loop, one model call a poll"),
  S("Kafka Streams, passing on without a model"),
  P("Kafka Streams, one model call a record"),
  B("Backstop, full lineage");

  private final String meaning;

  Variant(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  public String key() {
    return name();
  }
}
