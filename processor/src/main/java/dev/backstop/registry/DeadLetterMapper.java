package dev.backstop.registry;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.RawRecord;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetterCause;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link DeadLetter}, {@link AuditEvent} and their contracts. */
public final class DeadLetterMapper {

  private DeadLetterMapper() {}

  /**
   * The dead letter, with key, value and headers cut so that together they keep within a budget.
   *
   * @param maxBytes what the dead-letters topic takes, in bytes; the value gets what key and
   *     headers leave
   */
  public static dev.backstop.v1.DeadLetter toAvro(DeadLetter letter, int maxBytes) {
    dev.backstop.v1.DeadLetter mapped = new dev.backstop.v1.DeadLetter();
    RawRecord record = letter.record();
    byte[] key = record.key();
    byte[] value = record.value();
    int keyBytes = Math.min(key == null ? 0 : key.length, maxBytes / 8);
    Map<String, ByteBuffer> headers = new HashMap<>();
    int headerBytes = 0;
    for (Map.Entry<String, byte[]> header : record.headers().entrySet()) {
      int size = header.getKey().length() * 3 + header.getValue().length;
      if (headerBytes + size <= maxBytes / 8) {
        headers.put(header.getKey(), ByteBuffer.wrap(header.getValue()));
        headerBytes += size;
      }
    }
    int valueBytes = Math.min(value == null ? 0 : value.length, maxBytes - keyBytes - headerBytes);
    mapped.setCause(CommonMapper.required(letter.cause(), DeadLetterCause.class));
    mapped.setDescription(letter.description());
    mapped.setSource(CommonMapper.toAvro(record.source()));
    mapped.setRecordTimestamp(record.timestamp());
    mapped.setKey(key == null ? null : ByteBuffer.wrap(key, 0, keyBytes));
    mapped.setValue(value == null ? null : ByteBuffer.wrap(value, 0, valueBytes));
    mapped.setValueSize(value == null ? -1 : value.length);
    mapped.setValueSha256(value == null ? null : sha256(value));
    mapped.setTruncated(value != null && valueBytes < value.length);
    mapped.setHeaders(headers);
    mapped.setRequestId(letter.requestId());
    mapped.setErrorClass(letter.errorClass());
    mapped.setNode(letter.node());
    mapped.setAt(letter.at());
    return mapped;
  }

  public static dev.backstop.v1.AuditEvent toAvro(AuditEvent event) {
    return new dev.backstop.v1.AuditEvent(
        CommonMapper.required(event.kind(), AuditKind.class),
        event.requestId(),
        event.actor(),
        event.description(),
        event.details(),
        CommonMapper.toAvro(event.source()),
        event.at());
  }

  private static @Nullable String sha256(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
