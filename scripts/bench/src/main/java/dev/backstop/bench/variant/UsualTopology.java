package dev.backstop.bench.variant;

import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** One step between two topics, at exactly-once, with the settings Backstop has. */
final class UsualTopology {
  private final VariantOptions options;
  private final Wire wire;
  private final HandWritten answers;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);

  UsualTopology(VariantOptions options, Wire wire, HandWritten answers) {
    this.options = options;
    this.wire = wire;
    this.answers = answers;
  }

  void run(Runnable ready) throws InterruptedException {
    try (KafkaStreams streams = new KafkaStreams(topology(), settings())) {
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
              ready.run();
            }
          });
      streams.start();
      stopping.await();
      streams.close(Duration.ofSeconds(5));
    } finally {
      ended.countDown();
    }
  }

  void stop() throws InterruptedException {
    stopping.countDown();
    ended.await();
  }

  private Topology topology() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            options.requests(), Consumed.with(Serdes.String(), wire.serde(PredictionRequest.class)))
        .processValues(Step::new)
        .to(options.decisions(), Produced.with(Serdes.String(), wire.serde(Decision.class)));
    return builder.build();
  }

  /** {@code mapValues} that knows where the record was read, which the decision has to say. */
  private final class Step
      extends ContextualFixedKeyProcessor<String, PredictionRequest, Decision> {
    @Override
    public void process(FixedKeyRecord<String, PredictionRequest> record) {
      SourcePosition source =
          context()
              .recordMetadata()
              .map(at -> new SourcePosition(at.topic(), at.partition(), at.offset()))
              .orElseThrow();
      Decision decision = answers.answer(List.of(record.value()), List.of(source)).get(0);
      context().forward(record.withValue(decision));
    }
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, options.name());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, options.stateDir().toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, options.commitMillis());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    VariantOptions.producer()
        .forEach((key, value) -> settings.put(StreamsConfig.producerPrefix(key), value));
    settings.put("auto.offset.reset", "earliest");
    settings.put("main.consumer.max.poll.records", 250);
    return settings;
  }
}
