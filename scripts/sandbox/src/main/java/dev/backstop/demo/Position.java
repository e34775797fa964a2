package dev.backstop.demo;

import dev.backstop.v1.SourcePosition;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Where a record lies. */
record Position(String topic, int partition, long offset) {

  static Position of(SourcePosition source) {
    return new Position(source.getTopic(), source.getPartition(), source.getOffset());
  }

  static Position of(RecordMetadata acknowledged) {
    return new Position(acknowledged.topic(), acknowledged.partition(), acknowledged.offset());
  }

  /** As in the header {@code backstop-source}. */
  @Override
  public String toString() {
    return topic + '-' + partition + '-' + offset;
  }
}
