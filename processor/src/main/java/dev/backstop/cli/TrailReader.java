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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Collects what the topics hold about one request id. Only its own records are decoded. */
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
  private final Trail trail;

  /** Places of the id's records: a dead letter of bytes nobody could read has such a key. */
  private final Set<String> places = new HashSet<>();

  TrailReader(Session session, String requestId) {
    this.session = session;
    this.trail = Trail.empty(requestId);
    places.add(requestId);
  }

  Trail trail() {
    return trail;
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
                  record -> trail.requestId().equals(record.key()),
                  record -> {
                    places.add(Session.place(record).toLineage());
                    take(record);
                  }));
      ControlReasons.read(session, reader, trail);
      searched.addAll(
          reader.read(
              List.of(session.name(Topic.DEAD_LETTERS)),
              since,
              record -> record.key() != null && places.contains(record.key()),
              this::take));
      return searched;
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    String topic = record.topic();
    if (topic.equals(session.name(Topic.REQUESTS))) {
      take(record, PredictionRequest.class, RequestMapper::fromAvro, trail.requests());
    } else if (topic.equals(session.name(Topic.SECONDARY))) {
      take(record, Escalation.class, TrailReader::escalated, trail.escalations());
    } else if (topic.equals(session.name(Topic.REVIEWS))) {
      take(record, ReviewTask.class, ReviewMapper::fromAvro, trail.tasks());
    } else if (topic.equals(session.name(Topic.VERDICTS))) {
      take(record, ReviewVerdict.class, ReviewMapper::fromAvro, trail.verdicts());
    } else if (topic.equals(session.name(Topic.DECISIONS))) {
      take(record, Decision.class, DecisionMapper::fromAvro, trail.decisions());
    } else if (topic.equals(session.name(Topic.FEEDBACK))) {
      take(record, LabelledExample.class, LabelMapper::fromAvro, trail.labels());
    } else if (topic.equals(session.name(Topic.AUDIT))) {
      take(record, AuditEvent.class, TrailReader::noted, trail.notes());
    } else {
      take(record, DeadLetter.class, TrailReader::refused, trail.refusals());
    }
  }

  private <A extends SpecificRecord, T> void take(
      ConsumerRecord<String, byte[]> record,
      Class<A> type,
      Function<A, T> map,
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
