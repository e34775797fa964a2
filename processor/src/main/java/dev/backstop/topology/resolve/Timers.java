package dev.backstop.topology.resolve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is due when, in a store whose keys sort by time: eight bytes of milliseconds, big-endian,
 * one byte of kind, and the id.
 *
 * <p>A cursor remembers below which time nothing is left. Without it every look-up would walk over
 * the tombstones of all timers that ever fired. It lives in memory and is found again from the
 * first key when the task starts.
 */
final class Timers {

  /** What is to be done. The code is part of the stored key. */
  enum Kind {
    /** Nobody has answered a review in time. */
    REVIEW_DUE('R'),
    /** A closed review need not be remembered any longer. */
    FORGET_SETTLED('F'),
    /** A verdict has waited long enough for its task. */
    GIVE_UP_VERDICT('V'),
    /** Nobody has answered a question beside a decision in time. */
    PANEL_DUE('P'),
    /** A closed question beside a decision need not be remembered any longer. */
    FORGET_PANEL('G');

    private final byte code;

    Kind(char code) {
      this.code = (byte) code;
    }

    private static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalStateException("no timer has the code " + code);
    }
  }

  /** Something due. */
  record Due(long at, Kind kind, String id) {}

  private static final byte[] MARK = {1};

  private final KeyValueStore<byte[], byte[]> store;
  private long cursor;

  Timers(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
    try (KeyValueIterator<byte[], byte[]> first = store.range(prefix(0), prefix(Long.MAX_VALUE))) {
      this.cursor = first.hasNext() ? parse(first.next().key).at() : Long.MAX_VALUE;
    }
  }

  void schedule(long at, Kind kind, String id) {
    store.put(key(at, kind, id), MARK);
    cursor = Math.min(cursor, at);
  }

  void cancel(long at, Kind kind, String id) {
    store.delete(key(at, kind, id));
  }

  /** Takes what is due at {@code now}, the earliest first, at most {@code most}. */
  List<Due> take(long now, int most) {
    if (cursor > now) {
      return List.of();
    }
    List<Due> due = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> range = store.range(prefix(cursor), prefix(now + 1))) {
      while (range.hasNext() && due.size() < most) {
        KeyValue<byte[], byte[]> entry = range.next();
        due.add(parse(entry.key));
      }
    }
    due.forEach(timer -> store.delete(key(timer.at(), timer.kind(), timer.id())));
    cursor = due.size() < most ? now + 1 : due.get(due.size() - 1).at();
    return due;
  }

  private static byte[] prefix(long at) {
    return ByteBuffer.allocate(Long.BYTES).putLong(at).array();
  }

  private static byte[] key(long at, Kind kind, String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + 1 + utf8.length)
        .putLong(at)
        .put(kind.code)
        .put(utf8)
        .array();
  }

  private static Due parse(byte[] key) {
    ByteBuffer buffer = ByteBuffer.wrap(key);
    long at = buffer.getLong();
    Kind kind = Kind.of(buffer.get());
    return new Due(at, kind, StandardCharsets.UTF_8.decode(buffer).toString());
  }
}
