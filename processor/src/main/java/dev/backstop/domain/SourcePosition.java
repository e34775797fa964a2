package dev.backstop.domain;

/** Where a record was read. */
public record SourcePosition(String topic, int partition, long offset) {

  /** {@code topic-partition-offset}, as in the lineage header {@code backstop-source}. */
  public String toLineage() {
    return topic + '-' + partition + '-' + offset;
  }
}
