package dev.backstop.topology.emit;

import dev.backstop.decision.Emission;
import dev.backstop.topology.names.Topic;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** One record, encoded and not yet sent. */
@SuppressWarnings("ArrayRecordComponent") // Handed on at once, compared with nothing.
record Encoded(Emission emission, Topic topic, byte[] value, Headers headers) {
  int size(String key) {
    int size = key.length() * 3 + value.length;
    for (Header header : headers) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length) + 8;
    }
    return size;
  }
}
