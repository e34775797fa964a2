package dev.backstop.topology.emit;

import dev.backstop.topology.names.Header;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Headers whose values come again and again: made once, and shared by the records that have them.
 * Nobody changes a header. Belongs to one thread.
 */
final class HeaderCache {

  /** Values of one header that are remembered: tiers, reasons and paths are few. */
  private static final int MOST = 256;

  private final Map<Header, Map<String, RecordHeader>> known = new EnumMap<>(Header.class);

  /** The header with this text. */
  RecordHeader of(Header header, String text) {
    Map<String, RecordHeader> values = known.computeIfAbsent(header, unseen -> new HashMap<>());
    RecordHeader found = values.get(text);
    if (found == null) {
      if (values.size() >= MOST) {
        values.clear();
      }
      found = made(header, text);
      values.put(text, found);
    }
    return found;
  }

  private static RecordHeader made(Header header, String text) {
    return new RecordHeader(header.key(), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * One header whose value is mostly that of the record before: its text is made when the value
   * changes.
   */
  static final class Last<T> {
    private final Header header;
    private final Function<T, String> text;
    private @Nullable T value;
    private @Nullable RecordHeader made;

    /**
     * @param text of a value; equal for equal values
     */
    Last(Header header, Function<T, String> text) {
      this.header = header;
      this.text = text;
    }

    RecordHeader of(T now) {
      RecordHeader last = made;
      if (last == null || !now.equals(value)) {
        last = made(header, text.apply(now));
        made = last;
        value = now;
      }
      return last;
    }
  }
}
