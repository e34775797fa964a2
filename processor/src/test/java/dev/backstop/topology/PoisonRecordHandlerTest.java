package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.registry.InMemoryAvro;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Response;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Result;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoisonRecordHandlerTest {

  private static final byte[] KEY = "r-1".getBytes(StandardCharsets.UTF_8);
  private static final byte[] VALUE = {0, 1, 2};

  private final InMemoryAvro avro = new InMemoryAvro();
  private final PoisonRecordHandler handler = new PoisonRecordHandler();

  @BeforeEach
  void configure() {
    Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
    handler.configure(
        Map.of(
            PoisonRecordHandler.TOOLS,
            new PoisonRecordHandler.Tools(avro.codecs(), telemetry, "t.", 10_000)));
  }

  @Test
  void shouldDeadLetterTheRecordWithItsBytes() {
    Response response = handle("primary.score", new IllegalStateException("with a secret"));

    assertThat(response.result()).isEqualTo(Result.RESUME);
    ProducerRecord<byte[], byte[]> record = response.deadLetterQueueRecords().get(0);
    DeadLetter letter =
        ((WireCodec.Read<DeadLetter>)
                avro.codecs().create().decode(record.topic(), record.value(), DeadLetter.class))
            .record();
    assertThat(record.topic()).isEqualTo("t.dead-letters");
    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.PROCESSING_ERROR);
    assertThat(letter.getValue().array()).isEqualTo(VALUE);
    assertThat(letter.getNode()).isEqualTo("primary.score");
    assertThat(letter.toString()).doesNotContain("secret");
  }

  @Test
  void shouldNotGoOnWhereStateHasChanged() {
    assertThat(handle("review.emit", new IllegalStateException()).result()).isEqualTo(Result.FAIL);
    assertThat(handle("review.resolve", new IllegalStateException()).result())
        .isEqualTo(Result.FAIL);
    assertThat(handle("guard.guard", new IllegalStateException()).result()).isEqualTo(Result.FAIL);
    assertThat(handle("guard.emit", new IllegalStateException()).result()).isEqualTo(Result.FAIL);
    assertThat(handle("review.ingest", new IllegalStateException()).result())
        .isEqualTo(Result.RESUME);
    assertThat(handle("guard.ingest", new IllegalStateException()).result())
        .isEqualTo(Result.RESUME);
  }

  @Test
  void shouldNotBlameARecordForWhatIsKafkas() {
    assertThat(handle("primary.emit", new KafkaException()).result()).isEqualTo(Result.FAIL);
    assertThat(handle("primary.emit", new IllegalStateException(new KafkaException())).result())
        .isEqualTo(Result.FAIL);
  }

  @Test
  void shouldNotGoOnAfterATimer() {
    Response response =
        handler.handleError(new Context("review.resolve", null), null, new IllegalStateException());

    assertThat(response.result()).isEqualTo(Result.FAIL);
  }

  private Response handle(String node, Exception exception) {
    return handler.handleError(
        new Context(node, VALUE), new Record<>("r-1", "value", 0), exception);
  }

  /** Where a record failed. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Context(String node, byte[] value) implements ErrorHandlerContext {
    @Override
    public String topic() {
      return "t.requests";
    }

    @Override
    public int partition() {
      return 0;
    }

    @Override
    public long offset() {
      return 7;
    }

    @Override
    public Headers headers() {
      return new RecordHeaders().add("empty", null).add("full", new byte[] {1});
    }

    @Override
    public String processorNodeId() {
      return node;
    }

    @Override
    public TaskId taskId() {
      return new TaskId(0, 0);
    }

    @Override
    public long timestamp() {
      return 0;
    }

    @Override
    public byte[] sourceRawKey() {
      return KEY;
    }

    @Override
    public byte[] sourceRawValue() {
      return value;
    }
  }
}
