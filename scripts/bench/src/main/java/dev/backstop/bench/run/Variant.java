package dev.backstop.bench.run;

/** What is compared. */
public enum Variant {
  L("hand-written loop, one model call a poll"),
  T("the same loop with Backstop's producer settings"),
  S("Kafka Streams, passing on without a model"),
  P("Kafka Streams, one model call a record"),
  B1("Backstop with one stream thread"),
  B("Backstop with its default settings, full lineage");

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
