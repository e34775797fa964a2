package dev.backstop.cli;

import dev.backstop.domain.Drill;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tasks without a terminal decision, and those beside one without a label. Tasks first,
 * the rest after: what is answered in between is not shown as open. Lineage headers tell which
 * belong together, so only open tasks are decoded. Nobody is asked to answer what a drill asks.
 */
final class ReviewReader {

  private final Session session;

  ReviewReader(Session session) {
    this.session = session;
  }

  List<ReviewTask> undecided() {
    Map<String, ConsumerRecord<String, byte[]>> tasks = new LinkedHashMap<>();
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      TopicReader reader = session.reader(consumer);
      reader.read(
          List.of(session.name(Topic.REVIEWS)),
          null,
          record -> record.key() != null && record.value() != null && !Drill.owns(record.key()),
          record ->
              tasks.putIfAbsent(
                  isBeside(record) ? String.valueOf(event(record)) : question(record), record));
      reader.read(
          List.of(session.name(Topic.DECISIONS)),
          null,
          record -> !"PROVISIONAL".equals(Session.header(record, Header.STATUS.key())),
          record -> tasks.remove(question(record)));
      reader.read(
          List.of(session.name(Topic.FEEDBACK)),
          null,
          record -> event(record) != null,
          record -> tasks.remove(labelledTask(String.valueOf(event(record)))));
    }
    List<ReviewTask> undecided = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : tasks.values()) {
      if (session.decode(record, dev.backstop.v1.ReviewTask.class)
          instanceof WireCodec.Read<dev.backstop.v1.ReviewTask> read) {
        undecided.add(ReviewMapper.fromAvro(read.record()));
      }
    }
    return undecided;
  }

  /** Those of them that the reviewer has not answered yet, where several must agree. */
  List<ReviewTask> withoutAnswersOf(String reviewer, List<ReviewTask> tasks) {
    Set<String> shared =
        tasks.stream()
            .filter(task -> task.reviewers() > 1)
            .map(ReviewTask::requestId)
            .collect(Collectors.toSet());
    if (shared.isEmpty()) {
      return tasks;
    }
    Set<String> answered = new HashSet<>();
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      session
          .reader(consumer)
          .read(
              List.of(session.name(Topic.AUDIT)),
              null,
              record -> record.key() != null && shared.contains(record.key()),
              record -> {
                if (session.decode(record, AuditEvent.class)
                        instanceof WireCodec.Read<AuditEvent> read
                    && read.record().getKind() == AuditKind.VERDICT_HEARD
                    && reviewer.equals(read.record().getActor())) {
                  answered.add(String.valueOf(read.record().getDetails().get("task")));
                }
              });
    }
    return tasks.stream().filter(task -> !answered.contains(task.taskId())).toList();
  }

  /** Whether a task stands beside a decision: no decision closes it, but a label does. */
  private static boolean isBeside(ConsumerRecord<String, byte[]> record) {
    return Header.BESIDE.equals(Session.header(record, Header.STATUS.key()))
        && event(record) != null;
  }

  private static @Nullable String event(ConsumerRecord<String, byte[]> record) {
    return Session.header(record, Header.CE_ID.key());
  }

  private static String labelledTask(String labelId) {
    return labelId.endsWith(Header.LABEL_OF_TASK)
        ? labelId.substring(0, labelId.length() - Header.LABEL_OF_TASK.length())
        : labelId;
  }

  /** An id that was used again has one question for each place its requests were read at. */
  private String question(ConsumerRecord<String, byte[]> record) {
    String source = Session.header(record, Header.SOURCE.key());
    return record.key() + ' ' + (source != null ? source : decodedSource(record));
  }

  /** For records whose headers were lost on the way, by a mirror for example. */
  private @Nullable String decodedSource(ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals(session.name(Topic.DECISIONS))) {
      return session.decode(record, dev.backstop.v1.Decision.class)
              instanceof WireCodec.Read<dev.backstop.v1.Decision> read
          ? lineage(read.record().getSource())
          : null;
    }
    return session.decode(record, dev.backstop.v1.ReviewTask.class)
            instanceof WireCodec.Read<dev.backstop.v1.ReviewTask> read
        ? lineage(read.record().getSource())
        : null;
  }

  private static String lineage(dev.backstop.v1.SourcePosition source) {
    return new SourcePosition(source.getTopic(), source.getPartition(), source.getOffset())
        .toLineage();
  }
}
