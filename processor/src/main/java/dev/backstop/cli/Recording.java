package dev.backstop.cli;

import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.policy.Policy;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.LabelMapper;
import dev.backstop.registry.RecordFile;
import dev.backstop.registry.RequestMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.simulation.Answered;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PredictionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests, the decisions that ended them, and what people said of them beside, of the topics or of
 * a file.
 */
final class Recording {

  private final Map<String, PredictionRequest> requests = new HashMap<>();
  private final Map<String, dev.backstop.v1.Decision> decisions = new LinkedHashMap<>();
  private final Map<String, LabelledExample> examples = new HashMap<>();

  private Recording() {}

  /** What the topics hold from then on. */
  static Recording ofTopics(Session session, Instant from) {
    Recording recording = new Recording();
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      session
          .reader(consumer)
          .read(
              List.of(
                  session.name(Topic.DECISIONS),
                  session.name(Topic.REQUESTS),
                  session.name(Topic.FEEDBACK)),
              from,
              record -> record.key() != null && !Drill.owns(record.key()),
              record -> recording.take(session, record));
    }
    return recording;
  }

  /** What a file holds that {@link #write} has written. */
  static Recording ofFile(Path file) {
    Recording recording = new Recording();
    try {
      RecordFile.read(file, recording::take);
    } catch (IOException e) {
      throw CommandException.usage(file + " cannot be read as a recording: " + e.getMessage(), e);
    }
    return recording;
  }

  /** Writes the decisions whose requests are known, these, and what people said of them. */
  void write(Path file) {
    List<SpecificRecord> records = new ArrayList<>();
    for (dev.backstop.v1.Decision decision : decisions.values()) {
      PredictionRequest request = requests.get(decision.getRequestId());
      if (request != null) {
        records.add(request);
        records.add(decision);
        LabelledExample example = examples.get(decision.getRequestId());
        if (example != null) {
          records.add(example);
        }
      }
    }
    try {
      RecordFile.write(file, records);
    } catch (IOException e) {
      throw CommandException.usage(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Leaves out the features of requests that the policies allow to be kept no longer.
   *
   * @param governing the policies of a domain
   * @return how many values were left out
   */
  int forget(Function<String, List<Policy>> governing, Instant now) {
    Map<String, Map<String, Duration>> kept = new HashMap<>();
    int forgotten = 0;
    for (PredictionRequest request : requests.values()) {
      Map<String, Duration> spans =
          kept.computeIfAbsent(request.getDomain(), domain -> retention(governing.apply(domain)));
      for (Map.Entry<String, Duration> span : spans.entrySet()) {
        if (request.getRequestedAt().plus(span.getValue()).isBefore(now)
            && request.getFeatures().containsKey(span.getKey())) {
          request.getFeatures().remove(span.getKey());
          forgotten++;
        }
      }
    }
    return forgotten;
  }

  /** The decisions whose requests are known. */
  List<Answered> answered() {
    List<Answered> answered = new ArrayList<>();
    for (dev.backstop.v1.Decision avro : decisions.values()) {
      PredictionRequest request = requests.get(avro.getRequestId());
      if (request != null) {
        LabelledExample example = examples.get(avro.getRequestId());
        answered.add(
            new Answered(
                RequestMapper.fromAvro(request),
                DecisionMapper.fromAvro(avro),
                example == null ? null : LabelMapper.fromAvro(example)));
      }
    }
    return answered;
  }

  /** How many decisions' requests are not known. */
  int without() {
    return (int) decisions.keySet().stream().filter(id -> !requests.containsKey(id)).count();
  }

  /** When the oldest of the requests was made; empty if there are none. */
  Optional<Instant> oldest() {
    return requests.values().stream()
        .map(PredictionRequest::getRequestedAt)
        .min(Instant::compareTo);
  }

  private static Map<String, Duration> retention(List<Policy> policies) {
    Map<String, Duration> spans = new HashMap<>();
    for (Policy policy : policies) {
      policy
          .charter()
          .retention()
          .forEach((feature, span) -> spans.merge(feature, span, Recording::shorter));
    }
    return spans;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void take(Session session, ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals(session.name(Topic.REQUESTS))) {
      take(read(session.decode(record, PredictionRequest.class)));
    } else if (record.topic().equals(session.name(Topic.FEEDBACK))) {
      take(read(session.decode(record, LabelledExample.class)));
    } else {
      take(read(session.decode(record, dev.backstop.v1.Decision.class)));
    }
  }

  /** The record, or null if it cannot be read. */
  private static <T extends SpecificRecord> @Nullable T read(WireCodec.Decoded<T> decoded) {
    return decoded instanceof WireCodec.Read<T> read ? read.record() : null;
  }

  private void take(@Nullable SpecificRecord record) {
    if (record instanceof PredictionRequest request) {
      requests.putIfAbsent(request.getRequestId(), request);
    } else if (record instanceof dev.backstop.v1.Decision avro) {
      Decision decision = DecisionMapper.fromAvro(avro);
      if (decision.status().isTerminal()) {
        decisions.put(decision.requestId(), avro);
      }
    } else if (record instanceof LabelledExample example) {
      // The request has the features, and may have to lose some of them.
      example.setFeatures(Map.of());
      example.setAttempts(List.of());
      examples.put(example.getRequestId(), example);
    }
  }
}
