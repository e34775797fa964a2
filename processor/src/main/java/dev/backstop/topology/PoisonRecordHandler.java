package dev.backstop.topology;

import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Drill;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.DeadLetterMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last resort for a record that makes a step throw: a bug must not stop every record behind it,
 * and must not lose this one. Expected failures never come here; they are values.
 *
 * <p>Anything of Kafka's own, a lost registry included, fails the thread instead: it says nothing
 * about the record.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/xoqWEQ">KIP-1033</a>
 */
public final class PoisonRecordHandler implements ProcessingExceptionHandler {

  /** Setting under which the handler finds its {@link Tools}. */
  public static final String TOOLS = "backstop.poison.tools";

  /**
   * What the handler works with.
   *
   * @param maxBytes of the record's bytes in a dead letter
   */
  public record Tools(WireCodec.Factory codecs, Telemetry telemetry, String prefix, int maxBytes) {}

  private static final Logger LOG = LoggerFactory.getLogger(PoisonRecordHandler.class);

  private @Nullable Tools tools;

  @Override
  public void configure(Map<String, ?> configs) {
    tools = (Tools) configs.get(TOOLS);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
    byte[] value = context.sourceRawValue();
    if (tools == null
        || record == null
        || value == null
        || !mayGoOn(context.processorNodeId())
        || isKafkas(exception)) {
      return Response.fail();
    }
    // The message is left out: it may hold a part of the record.
    LOG.error(
        "record failed, dead-lettered node={} topic={} partition={} offset={} exception={}",
        context.processorNodeId(),
        context.topic(),
        context.partition(),
        context.offset(),
        exception.getClass().getName());
    return Response.resume(List.of(deadLetter(tools, context, value, exception)));
  }

  /**
   * Whether nothing but the duplicate window has been written when a record gets to this node. The
   * review part changes its state before it emits: going on there would commit a closed review
   * without its decision. So does the guard part: a breaker would have moved and nobody know.
   */
  private static boolean mayGoOn(String node) {
    return Stream.of(Role.REVIEW, Role.GUARD)
        .allMatch(role -> !node.startsWith(role.node("")) || node.equals(role.node(Node.INGEST)));
  }

  private static boolean isKafkas(Throwable exception) {
    for (Throwable cause = exception;
        cause != null;
        cause = cause.getCause() == cause ? null : cause.getCause()) {
      if (cause instanceof KafkaException) {
        return true;
      }
    }
    return false;
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      Tools tools, ErrorHandlerContext context, byte[] value, Exception exception) {
    SourcePosition source =
        new SourcePosition(context.topic(), context.partition(), context.offset());
    Map<String, byte[]> headers = new HashMap<>();
    context
        .headers()
        .forEach(
            header -> {
              if (header.value() != null) {
                headers.put(header.key(), header.value());
              }
            });
    DeadLetter letter =
        new DeadLetter(
            DeadLetter.Cause.PROCESSING_ERROR,
            "a step of the topology failed on this record; the log has the exception's class. Its id counts as answered: send it again under a new one",
            new RawRecord(
                source,
                Instant.ofEpochMilli(context.timestamp()),
                context.sourceRawKey(),
                value,
                headers),
            null,
            exception.getClass().getName(),
            context.processorNodeId(),
            Instant.ofEpochMilli(context.timestamp()));
    if (context.sourceRawKey() == null || !Drill.owns(context.sourceRawKey())) {
      tools.telemetry().deadLettered(source.topic(), letter.cause());
    }
    String topic = Topic.DEAD_LETTERS.with(tools.prefix());
    try (WireCodec codec = tools.codecs().create()) {
      byte[] bytes = codec.encode(topic, DeadLetterMapper.toAvro(letter, tools.maxBytes()));
      byte[] key = source.toLineage().getBytes(StandardCharsets.UTF_8);
      return new ProducerRecord<>(topic, key, bytes);
    }
  }
}
