package dev.backstop.topology.read;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a record ahead of its turn, attached to the record itself: it goes where the
 * record goes and ends with it, so that no map of records can leak or go stale.
 *
 * <p>It lives between the consumer and the first step, which takes it and forwards none of the
 * record's headers but the trace. It has no bytes, so it cannot be written anywhere; and a header
 * of this name from outside is of another class, so it cannot be forged.
 */
public record MemoHeader(Input input) implements Header {

  private static final String KEY = "backstop-memo";

  /** What was read ahead, or null if nothing was. */
  public static @Nullable Input in(Headers headers) {
    return headers.lastHeader(KEY) instanceof MemoHeader memo ? memo.input() : null;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public byte @Nullable [] value() {
    return null;
  }
}
