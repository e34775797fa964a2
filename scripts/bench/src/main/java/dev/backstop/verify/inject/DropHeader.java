package dev.backstop.verify.inject;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What a sink must not do: leaves out a part of the lineage, now and then. */
public final class DropHeader implements ProducerInterceptor<byte[], byte[]> {
  private static final int EVERY = 50;

  private int decisions;

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    if (record.topic().endsWith("decisions") && ++decisions % EVERY == 0) {
      record.headers().remove("backstop-tier-path");
    }
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> settings) {}
}
