package dev.backstop.verify.run;

import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records as clients read and write them. For one thread. */
final class Wire implements AutoCloseable {
  private final WireCodec codec;

  Wire(String registryUrl) {
    this.codec = Serdes.codecs(Serdes.apicurio(registryUrl, false)).create();
  }

  byte[] encode(String topic, SpecificRecord record) {
    return codec.encode(topic, record);
  }

  /** A record that the processor wrote, or another client: it can be read. */
  <T extends SpecificRecord> T decode(ConsumerRecord<String, byte[]> record, Class<T> type) {
    if (codec.decode(record.topic(), record.value(), type) instanceof WireCodec.Read<T> read) {
      return read.record();
    }
    throw new IllegalStateException(
        "the record at " + at(record).toLineage() + " is no " + type.getSimpleName());
  }

  static SourcePosition at(ConsumerRecord<String, byte[]> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset());
  }

  static SourcePosition at(dev.backstop.v1.SourcePosition source) {
    return new SourcePosition(source.getTopic(), source.getPartition(), source.getOffset());
  }

  /** Every value of each header. */
  static Map<String, List<String>> headers(ConsumerRecord<String, byte[]> record) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers
          .computeIfAbsent(header.key(), key -> new ArrayList<>(1))
          .add(new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  /** A digest of everything in a record. */
  static long digest(ConsumerRecord<String, byte[]> record) {
    MessageDigest sha = sha256();
    update(sha, record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8));
    update(sha, record.value());
    for (Header header : record.headers()) {
      update(sha, header.key().getBytes(StandardCharsets.UTF_8));
      update(sha, header.value());
    }
    long digest = 0;
    byte[] bytes = sha.digest();
    for (int i = 0; i < Long.BYTES; i++) {
      digest = (digest << 8) | (bytes[i] & 0xff);
    }
    return digest;
  }

  private static void update(MessageDigest sha, byte @Nullable [] bytes) {
    int length = bytes == null ? -1 : bytes.length;
    sha.update(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    if (bytes != null) {
      sha.update(bytes);
    }
  }

  static @Nullable String sha256(byte @Nullable [] value) {
    return value == null ? null : HexFormat.of().formatHex(sha256().digest(value));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    codec.close();
  }
}
