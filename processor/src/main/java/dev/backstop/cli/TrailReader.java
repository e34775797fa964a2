package dev.backstop.cli;

import dev.backstop.cli.story.Trail;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.EscalationMapper;
import dev.backstop.registry.LabelMapper;
import dev.backstop.registry.RequestMapper;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Escalation;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Collects what the topics hold about request ids. Only their own records are decoded. */
final class TrailReader {

  private static final List<Topic> KEYED =
      List.of(
          Topic.REQUESTS,
          Topic.SECONDARY,
          Topic.REVIEWS,
          Topic.VERDICTS,
          Topic.DECISIONS,
          Topic.FEEDBACK,
          Topic.AUDIT);

  private final Session session;
  private final Map<String, Trail> trails = new LinkedHashMap<>();

  /**
   * The trails by their ids and by the places of their records: a dead letter of bytes nobody could
   * read has such a key.
   */
  private final Map<String, Trail> byPlace = new HashMap<>();

  TrailReader(Session session, Collection<String> requestIds) {
    this.session = session;
    for (String id : requestIds) {
      Trail trail = Trail.empty(id);
      trails.put(id, trail);
      byPlace.put(id, trail);
    }
  }

  /** One for each id, in their order. */
  List<Trail> trails() {
    return List.copyOf(trails.values());
  }

  /** Reads, and returns what was searched. */
  List<TopicReader.Extent> read(@Nullable Instant since) {
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      TopicReader reader = session.reader(consumer);
      List<TopicReader.Extent> searched =
          new ArrayList<>(
              reader.read(
                  KEYED.stream().map(session::name).toList(),
                  since,
                  record -> record.key() != null && trails.containsKey(record.key()),
                  record -> {
                    Trail trail = of(record, trails);
                    byPlace.put(Session.place(record).toLineage(), trail);
                    take(record, trail);
                  }));
      ControlReasons.read(session, reader, trails.values());
      searched.addAll(
          reader.read(
              List.of(session.name(Topic.DEAD_LETTERS)),
              since,
              record -> record.key() != null && byPlace.containsKey(record.key()),
              record -> take(record, of(record, byPlace))));
      return searched;
    }
  }

  private static Trail of(ConsumerRecord<String, byte[]> record, Map<String, Trail> among) {
    return Objects.requireNonNull(among.get(record.key()));
  }

  private void take(ConsumerRecord<String, byte[]> record, Trail trail) {
    String topic = record.topic();
    if (topic.equals(session.name(Topic.REQUESTS))) {
      take(record, PredictionRequest.class, RequestMapper::fromAvro, trail, trail.requests());
    } else if (topic.equals(session.name(Topic.SECONDARY))) {
      take(record, Escalation.class, TrailReader::escalated, trail, trail.escalations());
    } else if (topic.equals(session.name(Topic.REVIEWS))) {
      take(record, ReviewTask.class, ReviewMapper::fromAvro, trail, trail.tasks());
    } else if (topic.equals(session.name(Topic.VERDICTS))) {
      take(record, ReviewVerdict.class, ReviewMapper::fromAvro, trail, trail.verdicts());
    } else if (topic.equals(session.name(Topic.DECISIONS))) {
      take(record, Decision.class, DecisionMapper::fromAvro, trail, trail.decisions());
    } else if (topic.equals(session.name(Topic.FEEDBACK))) {
      take(record, LabelledExample.class, LabelMapper::fromAvro, trail, trail.labels());
    } else if (topic.equals(session.name(Topic.AUDIT))) {
      take(record, AuditEvent.class, TrailReader::noted, trail, trail.notes());
    } else {
      take(record, DeadLetter.class, TrailReader::refused, trail, trail.refusals());
    }
  }

  private <A extends SpecificRecord, T> void take(
      ConsumerRecord<String, byte[]> record,
      Class<A> type,
      Function<A, T> map,
      Trail trail,
      List<Trail.Located<T>> into) {
    SourcePosition place = Session.place(record);
    Instant written = Instant.ofEpochMilli(record.timestamp());
    WireCodec.Decoded<A> decoded = session.decode(record, type);
    if (decoded instanceof WireCodec.Unreadable<A> unreadable) {
      trail.unread().add(new Trail.Located<>(place, written, unreadable.why()));
      return;
    }
    try {
      T value = map.apply(((WireCodec.Read<A>) decoded).record());
      into.add(new Trail.Located<>(place, written, value));
    } catch (IllegalArgumentException e) {
      // Such as a symbol that a later release added to an enum.
      String why = "it holds something this release does not know (" + e.getMessage() + ')';
      trail.unread().add(new Trail.Located<>(place, written, why));
    }
  }

  private static Trail.Escalated escalated(Escalation escalation) {
    return new Trail.Escalated(
        source(escalation.getSource()),
        EscalationMapper.attempts(escalation),
        escalation.getNextTier(),
        escalation.getEscalatedAt());
  }

  static Trail.Noted noted(AuditEvent event) {
    return new Trail.Noted(
        event.getKind().name(),
        event.getActor(),
        event.getDescription(),
        event.getDetails(),
        event.getSource() == null ? null : source(event.getSource()),
        event.getAt());
  }

  static Trail.Refused refused(DeadLetter letter) {
    return new Trail.Refused(
        letter.getCause().name(),
        letter.getDescription(),
        source(letter.getSource()),
        letter.getErrorClass(),
        letter.getNode(),
        letter.getAt());
  }

  private static SourcePosition source(dev.backstop.v1.SourcePosition source) {
    return new SourcePosition(source.getTopic(), source.getPartition(), source.getOffset());
  }
}
