package dev.backstop.topology.emit;

import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers that are being collected, with room for all that a record has. {@link RecordHeaders}
 * begins with room for ten, grows twice on the way to the usual sixteen, and what has grown is
 * copied with each record that is made of the first.
 */
final class HeaderList {

  /** More than lineage and trace have together. */
  private static final int ROOM = 24;

  private Header[] headers = new Header[ROOM];
  private int size;

  /** Begins with those that travel with the record. */
  HeaderList(Headers carried) {
    carried.forEach(this::add);
  }

  void add(Header header) {
    if (size == headers.length) {
      headers = Arrays.copyOf(headers, 2 * size);
    }
    headers[size++] = header;
  }

  void add(String key, byte[] value) {
    add(new RecordHeader(key, value));
  }

  /** All of them, in the order in which they came. */
  Headers toHeaders() {
    return new RecordHeaders(Arrays.copyOf(headers, size));
  }
}
