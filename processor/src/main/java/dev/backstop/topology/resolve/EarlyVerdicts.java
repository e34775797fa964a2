package dev.backstop.topology.resolve;

import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.DeadLetterCause;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts that came before their task. Each rests as the dead letter it will become if no task
 * comes in time, so nothing of it is lost. Several may wait for one request: a forged one must not
 * keep the true one out.
 */
final class EarlyVerdicts {

  private static final char SEPARATOR = '\0';

  private final KeyValueStore<String, byte[]> store;
  private final Timers timers;
  private final Duration patience;
  private final StateCodec<dev.backstop.v1.DeadLetter> codec =
      new StateCodec<>(dev.backstop.v1.DeadLetter.class);

  EarlyVerdicts(KeyValueStore<String, byte[]> store, Timers timers, Duration patience) {
    this.store = store;
    this.timers = timers;
    this.patience = patience;
  }

  /**
   * Keeps a verdict.
   *
   * @param awaited by which its task will {@link #take} it: the request's id, or the task's own if
   *     that stands beside a decision
   */
  void keep(String awaited, String requestId, RawRecord verdict, String node, long now) {
    String key = awaited + SEPARATOR + verdict.source().toLineage();
    store.put(key, codec.encode(letter(requestId, verdict, node, now)));
    timers.schedule(now + patience.toMillis(), Timers.Kind.GIVE_UP_VERDICT, key);
  }

  /** Takes all that wait for it, in the order in which they came. */
  List<RawRecord> take(String awaited) {
    List<KeyValue<String, byte[]>> found = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> range =
        store.prefixScan(awaited + SEPARATOR, Serdes.String().serializer())) {
      range.forEachRemaining(found::add);
    }
    found.forEach(entry -> store.delete(entry.key));
    return found.stream().map(entry -> record(codec.decode(entry.value))).toList();
  }

  /** The dead letter of a verdict whose task did not come, or null if it was taken before. */
  @Nullable DeadLetter giveUp(String key, String node, long now) {
    byte[] bytes = store.delete(key);
    if (bytes == null) {
      return null;
    }
    dev.backstop.v1.DeadLetter kept = codec.decode(bytes);
    return new DeadLetter(
        DeadLetter.Cause.UNKNOWN_TASK,
        "no review task is or was open for the verdict's request",
        record(kept),
        kept.getRequestId(),
        null,
        node,
        Instant.ofEpochMilli(now));
  }

  private static dev.backstop.v1.DeadLetter letter(
      String requestId, RawRecord verdict, String node, long now) {
    dev.backstop.v1.DeadLetter letter = new dev.backstop.v1.DeadLetter();
    letter.setCause(DeadLetterCause.UNKNOWN_TASK);
    letter.setDescription("");
    letter.setSource(
        new dev.backstop.v1.SourcePosition(
            verdict.source().topic(), verdict.source().partition(), verdict.source().offset()));
    letter.setRecordTimestamp(verdict.timestamp());
    letter.setKey(verdict.key() == null ? null : ByteBuffer.wrap(verdict.key()));
    letter.setValue(verdict.value() == null ? null : ByteBuffer.wrap(verdict.value()));
    letter.setValueSize(verdict.value() == null ? -1 : verdict.value().length);
    letter.setTruncated(false);
    Map<String, ByteBuffer> headers = new HashMap<>();
    verdict.headers().forEach((name, value) -> headers.put(name, ByteBuffer.wrap(value)));
    letter.setHeaders(headers);
    letter.setRequestId(requestId);
    letter.setNode(node);
    letter.setAt(Instant.ofEpochMilli(now));
    return letter;
  }

  private static RawRecord record(dev.backstop.v1.DeadLetter letter) {
    dev.backstop.v1.SourcePosition source = letter.getSource();
    Map<String, byte[]> headers = new HashMap<>();
    letter.getHeaders().forEach((name, value) -> headers.put(name, bytes(value)));
    return new RawRecord(
        new SourcePosition(source.getTopic(), source.getPartition(), source.getOffset()),
        letter.getRecordTimestamp(),
        letter.getKey() == null ? null : bytes(letter.getKey()),
        letter.getValue() == null ? null : bytes(letter.getValue()),
        headers);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
