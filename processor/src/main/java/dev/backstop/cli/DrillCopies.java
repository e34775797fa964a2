package dev.backstop.cli;

import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Request;
import dev.backstop.domain.Status;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.RequestMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.PredictionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The requests that a drill copies. */
final class DrillCopies {

  private DrillCopies() {}

  /** The latest requests of a domain that the tier has answered. */
  static List<Request> recent(
      Session session, String domain, String tier, Instant since, int most) {
    Set<String> answered = new LinkedHashSet<>();
    Map<String, Request> found = new LinkedHashMap<>();
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      TopicReader reader = session.reader(consumer);
      reader.read(
          List.of(session.name(Topic.DECISIONS)),
          since,
          record -> isReal(record) && tier.equals(Session.header(record, Header.TIER.key())),
          record -> {
            if (isAnswered(session, record, domain)) {
              answered.add(record.key());
            }
          });
      Set<String> latest = latest(answered, most);
      reader.read(
          List.of(session.name(Topic.REQUESTS)),
          since.minus(Duration.ofMinutes(10)),
          record -> latest.contains(record.key()),
          record -> {
            if (session.decode(record, PredictionRequest.class)
                instanceof WireCodec.Read<PredictionRequest> read) {
              Request request = RequestMapper.fromAvro(read.record());
              if (request.allowFallback()) {
                found.putIfAbsent(record.key(), request);
              }
            }
          });
    }
    return List.copyOf(found.values());
  }

  /** Those of a file. */
  static List<Request> given(Path file, String domain, Instant now, int most) {
    try {
      List<Request> all =
          RequestJson.parse(
              file.toString(),
              Files.readString(file),
              new RequestFields.Defaults(
                  domain, Map.of(), now, () -> UUID.randomUUID().toString()));
      return all.subList(0, Math.min(most, all.size()));
    } catch (IOException e) {
      throw CommandException.usage(
          file + " cannot be read as UTF-8 text (" + e.getClass().getSimpleName() + ')', e);
    }
  }

  /**
   * A request as the drill sends it: the same question under another id, about nobody. Tags may
   * tell of somebody, and decide nothing. Its features are as old as they were.
   *
   * @param waits whether its answer is to wait for a person
   */
  static Request copy(Request original, String id, Instant now, Instant deadline, boolean waits) {
    Duration later = Duration.between(original.requestedAt(), now);
    Map<String, Instant> times = new HashMap<>(original.featureTimes());
    times.replaceAll((feature, time) -> time.plus(later));
    return new Request(
        id,
        original.domain(),
        null,
        original.features(),
        original.riskHint(),
        now,
        deadline,
        waits ? OnReview.WAIT : original.onReview(),
        original.allowFallback(),
        List.of(),
        original.featureSetVersion(),
        Map.of(),
        times);
  }

  private static boolean isReal(ConsumerRecord<String, byte[]> record) {
    return record.key() != null && !Drill.owns(record.key());
  }

  private static boolean isAnswered(
      Session session, ConsumerRecord<String, byte[]> record, String domain) {
    if (!(session.decode(record, dev.backstop.v1.Decision.class)
        instanceof WireCodec.Read<dev.backstop.v1.Decision> read)) {
      return false;
    }
    Decision decision = DecisionMapper.fromAvro(read.record());
    return decision.status() == Status.FINAL && decision.domain().equals(domain);
  }

  private static Set<String> latest(Set<String> answered, int most) {
    List<String> all = new ArrayList<>(answered);
    return Set.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
  }
}
