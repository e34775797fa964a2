package dev.backstop.cli;

import dev.backstop.cli.story.Trail;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.LabelMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the processor answers to records that a command wrote, from the moment it is opened. */
final class Answers implements AutoCloseable {

  /** One answer. */
  sealed interface Answer {
    String requestId();
  }

  /** A decision, provisional or not. */
  record Decided(String requestId, Decision decision) implements Answer {}

  /** A record was set aside as a dead letter. */
  record Refused(String requestId, String cause, String why, SourcePosition source)
      implements Answer {}

  /** A record had no effect. */
  record Noted(String requestId, Trail.Noted event) implements Answer {}

  /** What a person said stands beside a decision. */
  record Labelled(String requestId, LabelledExample example) implements Answer {}

  private final Session session;
  private final Watch watch;

  private Answers(Session session, Watch watch) {
    this.session = session;
    this.watch = watch;
  }

  static Answers from(Session session) {
    return new Answers(
        session, session.watch(Topic.DECISIONS, Topic.FEEDBACK, Topic.DEAD_LETTERS, Topic.AUDIT));
  }

  /** The answers about these requests that came, waiting at most so long for the first. */
  List<Answer> poll(Set<String> requestIds, Duration patience) {
    List<Answer> answers = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : watch.poll(patience)) {
      if (record.key() != null && requestIds.contains(record.key())) {
        Answer answer = read(record);
        if (answer != null) {
          answers.add(answer);
        }
      }
    }
    return answers;
  }

  @Override
  public void close() {
    watch.close();
  }

  private @Nullable Answer read(ConsumerRecord<String, byte[]> record) {
    String id = record.key();
    if (record.topic().equals(session.name(Topic.DECISIONS))) {
      return session.decode(record, dev.backstop.v1.Decision.class)
              instanceof WireCodec.Read<dev.backstop.v1.Decision> read
          ? new Decided(id, DecisionMapper.fromAvro(read.record()))
          : null;
    }
    if (record.topic().equals(session.name(Topic.FEEDBACK))) {
      return session.decode(record, dev.backstop.v1.LabelledExample.class)
              instanceof WireCodec.Read<dev.backstop.v1.LabelledExample> read
          ? new Labelled(id, LabelMapper.fromAvro(read.record()))
          : null;
    }
    if (record.topic().equals(session.name(Topic.DEAD_LETTERS))) {
      if (session.decode(record, DeadLetter.class) instanceof WireCodec.Read<DeadLetter> read) {
        Trail.Refused refused = TrailReader.refused(read.record());
        return new Refused(id, refused.cause(), refused.description(), refused.source());
      }
      return null;
    }
    return session.decode(record, AuditEvent.class) instanceof WireCodec.Read<AuditEvent> read
        ? new Noted(id, TrailReader.noted(read.record()))
        : null;
  }
}
