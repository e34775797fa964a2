package dev.backstop.app;

import dev.backstop.domain.AuditEvent;
import dev.backstop.registry.DeadLetterMapper;
import dev.backstop.registry.WireCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what no record caused to the audit topic, outside of any transaction. That it could not is
 * logged: what it tells of has happened all the same.
 */
final class AuditWriter implements Consumer<AuditEvent>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
  private static final int PATIENCE_MILLIS = 5_000;

  private final String topic;
  private final WireCodec.Factory codecs;
  private final KafkaProducer<String, byte[]> producer;

  AuditWriter(String topic, Map<String, Object> settings, WireCodec.Factory codecs) {
    this.topic = topic;
    this.codecs = codecs;
    Map<String, Object> bounded = new HashMap<>(settings);
    bounded.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    this.producer = new KafkaProducer<>(bounded);
  }

  @Override
  public void accept(AuditEvent event) {
    try (WireCodec codec = codecs.create()) {
      byte[] value = codec.encode(topic, DeadLetterMapper.toAvro(event));
      var unused =
          producer.send(
              new ProducerRecord<>(topic, event.source().toLineage(), value),
              (at, failure) -> {
                if (failure != null) {
                  lost(event, failure);
                }
              });
    } catch (RuntimeException e) {
      lost(event, e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofMillis(PATIENCE_MILLIS));
  }

  private static void lost(AuditEvent event, Exception failure) {
    LOG.warn("event=audit_not_written kind={} exception={}", event.kind(), failure.toString());
  }
}
