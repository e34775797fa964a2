package dev.backstop.verify.run;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Decision;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.History;
import dev.backstop.verify.history.Label;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.LineageHeaders;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Seen;
import dev.backstop.verify.history.Task;
import dev.backstop.verify.history.VerdictRead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads all topics from the beginning, when all is over. */
final class Aftermath implements AutoCloseable {
  private static final Topic[] ALL = {
    Topic.REQUESTS,
    Topic.VERDICTS,
    Topic.SECONDARY,
    Topic.REVIEWS,
    Topic.DECISIONS,
    Topic.DEAD_LETTERS,
    Topic.AUDIT,
    Topic.FEEDBACK
  };

  final List<RequestRead> requests = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final List<Task> tasks = new ArrayList<>();
  final List<Letter> letters = new ArrayList<>();
  final List<Note> notes = new ArrayList<>();
  final List<VerdictRead> verdicts = new ArrayList<>();
  final List<Label> labels = new ArrayList<>();
  final List<Seen> later = new ArrayList<>();

  /** The last committed record of each partition that has one. */
  final Map<TopicPartition, Long> lastRecords = new HashMap<>();

  private final String prefix;
  private final Consumer<String, byte[]> consumer;
  private final Wire wire;

  private Aftermath(Site site, String prefix) {
    this.prefix = prefix;
    this.consumer = site.clients().reader(prefix, ALL);
    this.wire = new Wire(site.registryUrl());
  }

  static Aftermath read(Site site, String prefix) {
    try (Aftermath reader = new Aftermath(site, prefix)) {
      reader.readAll();
      return reader;
    }
  }

  /**
   * Ends the reviewers, lets everything come to rest, and gives what can be judged then. Whether it
   * comes to rest, and the live reader to the end, is judged from what is read.
   *
   * @param patience with the live reader
   * @param balance of the meters, or null if nobody measured it
   * @param settled seconds from the last fault until everything was decided
   */
  static History history(
      Stage stage,
      String id,
      String prefix,
      Duration patience,
      @Nullable Balance balance,
      double settled)
      throws InterruptedException {
    stage.reviewers().forEach(Reviewer::close);
    Clients clients = stage.site().clients();
    Ends.awaitRest(clients, id, prefix);
    Set<Seen> before = Set.copyOf(stage.reader().seen());
    Aftermath after = read(stage.site(), prefix);
    Wait.until(patience, () -> stage.reader().seen().size() >= after.later.size());
    return new History(
        prefix,
        stage.files().known(),
        stage.sender().sent(),
        after.requests,
        after.answers,
        after.tasks,
        after.letters,
        after.notes,
        after.verdicts,
        Journal.read(stage.reviewers().stream().map(Reviewer::journal).toList()),
        after.labels,
        comparable(stage.reader().seen(), before, after.later),
        after.later,
        Ends.read(clients, id, prefix, after.lastRecords),
        balance,
        settled);
  }

  /**
   * A deadline of the panel may come while all is read from the beginning: what the live reader saw
   * since then, and that reading did not come to, is nothing that has gone.
   */
  private static List<Seen> comparable(List<Seen> live, Set<Seen> before, List<Seen> later) {
    Set<SourcePosition> read = new HashSet<>();
    later.forEach(one -> read.add(one.at()));
    return live.stream().filter(one -> before.contains(one) || read.contains(one.at())).toList();
  }

  /** To the last stable offset of each partition, which is its end when no transaction is open. */
  private void readAll() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        read(record);
      }
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    lastRecords.put(new TopicPartition(record.topic(), record.partition()), record.offset());
    Topic topic = topic(record);
    if (topic == Topic.REQUESTS) {
      requests.add(new RequestRead(Wire.at(record), record.key(), Wire.sha256(record.value())));
      return;
    }
    if (topic == Topic.VERDICTS) {
      verdicts.add(verdict(record));
      return;
    }
    later.add(new Seen(Wire.at(record), Wire.digest(record)));
    if (topic == Topic.DECISIONS) {
      answers.add(answer(record));
    } else if (topic == Topic.REVIEWS) {
      tasks.add(task(record));
    } else if (topic == Topic.DEAD_LETTERS) {
      letters.add(letter(Wire.at(record), wire.decode(record, dev.backstop.v1.DeadLetter.class)));
    } else if (topic == Topic.AUDIT) {
      notes.add(note(record));
    } else if (topic == Topic.FEEDBACK) {
      labels.add(label(record));
    }
  }

  private Topic topic(ConsumerRecord<String, byte[]> record) {
    for (Topic topic : ALL) {
      if (record.topic().equals(topic.with(prefix))) {
        return topic;
      }
    }
    throw new IllegalStateException("not assigned to " + record.topic());
  }

  private Answer answer(ConsumerRecord<String, byte[]> record) {
    var decision = DecisionMapper.fromAvro(wire.decode(record, Decision.class));
    List<String> flaws = new ArrayList<>(LineageHeaders.flaws(decision, Wire.headers(record)));
    if (!decision.requestId().equals(record.key())) {
      flaws.add("the key is not the request's id");
    }
    return new Answer(Wire.at(record), decision, flaws);
  }

  private Task task(ConsumerRecord<String, byte[]> record) {
    ReviewTask task = wire.decode(record, ReviewTask.class);
    return new Task(
        Wire.at(record),
        task.getTaskId(),
        task.getRequestId(),
        Wire.at(task.getSource()),
        task.getFinishBy().toEpochMilli(),
        task.getDecisionId() != null);
  }

  private Label label(ConsumerRecord<String, byte[]> record) {
    LabelledExample example = wire.decode(record, LabelledExample.class);
    return new Label(
        Wire.at(record),
        String.valueOf(example.getTaskId()),
        example.getRequestId(),
        example.getLabel(),
        example.getReviewer());
  }

  static Letter letter(SourcePosition at, dev.backstop.v1.DeadLetter letter) {
    byte[] kept = bytes(letter.getValue());
    boolean intact =
        letter.getTruncated() || Objects.equals(Wire.sha256(kept), letter.getValueSha256());
    byte[] key = bytes(letter.getKey());
    boolean unnamed = letter.getRequestId() == null && key != null;
    return new Letter(
        at,
        DeadLetter.Cause.valueOf(letter.getCause().name()),
        Wire.at(letter.getSource()),
        unnamed ? new String(key, StandardCharsets.UTF_8) : letter.getRequestId(),
        letter.getValueSha256(),
        intact);
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private Note note(ConsumerRecord<String, byte[]> record) {
    var event = wire.decode(record, dev.backstop.v1.AuditEvent.class);
    return new Note(
        Wire.at(record),
        AuditEvent.Kind.valueOf(event.getKind().name()),
        event.getRequestId(),
        event.getActor(),
        Wire.at(event.getSource()),
        event.getAt());
  }

  private VerdictRead verdict(ConsumerRecord<String, byte[]> record) {
    ReviewVerdict verdict = wire.decode(record, ReviewVerdict.class);
    return new VerdictRead(
        Wire.at(record),
        verdict.getTaskId(),
        verdict.getRequestId(),
        verdict.getLabel(),
        verdict.getReviewer(),
        record.headers().lastHeader(Header.REROUTED) != null);
  }

  @Override
  public void close() {
    consumer.close();
    wire.close();
  }
}
