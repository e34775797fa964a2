package dev.backstop.verify.run;

import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ReviewTask;
import dev.backstop.verify.history.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is committed while the faults strike, keeps a digest of each record in the order of
 * reading, and tells the {@link Board}.
 */
final class LiveReader implements AutoCloseable {
  /** What the processor writes. */
  static final Topic[] OUTPUTS = {
    Topic.SECONDARY, Topic.REVIEWS, Topic.DECISIONS, Topic.DEAD_LETTERS, Topic.AUDIT, Topic.FEEDBACK
  };

  private static final Duration WAIT = Duration.ofMillis(50);

  private final String prefix;
  private final Board board;
  private final Consumer<String, byte[]> consumer;
  private final Wire wire;
  private final List<Seen> seen = new ArrayList<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  private LiveReader(Site site, String prefix, Board board) {
    this.prefix = prefix;
    this.board = board;
    this.consumer = site.clients().reader(prefix, OUTPUTS);
    this.wire = new Wire(site.registryUrl());
    this.thread = new Thread(this::run, "live-reader");
    this.thread.setDaemon(true);
  }

  static LiveReader start(Site site, String prefix, Board board) {
    LiveReader reader = new LiveReader(site, prefix, board);
    reader.thread.start();
    return reader;
  }

  /** What it has seen. */
  List<Seen> seen() {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("the reader that ran along failed", failed);
    }
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  private void run() {
    try {
      while (!closed) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(WAIT)) {
          long now = System.nanoTime();
          synchronized (seen) {
            seen.add(new Seen(Wire.at(record), Wire.digest(record)));
          }
          tell(record, now);
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    } finally {
      consumer.close();
      wire.close();
    }
  }

  private void tell(ConsumerRecord<String, byte[]> record, long now) {
    if (is(record, Topic.DECISIONS)) {
      Decision decision = wire.decode(record, Decision.class);
      if (decision.getStatus() != DecisionStatus.PROVISIONAL) {
        board.decided(Wire.at(decision.getSource()), decision.getDecidedAt().toEpochMilli(), now);
      }
    } else if (is(record, Topic.REVIEWS)) {
      ReviewTask task = wire.decode(record, ReviewTask.class);
      if (task.getDecisionId() == null) {
        board.asked(Wire.at(task.getSource()));
      }
    } else if (is(record, Topic.DEAD_LETTERS)) {
      dev.backstop.v1.SourcePosition source = wire.decode(record, DeadLetter.class).getSource();
      if (source.getTopic().equals(Topic.REQUESTS.with(prefix))) {
        board.settled(Wire.at(source));
      }
    } else if (is(record, Topic.AUDIT)) {
      AuditEvent event = wire.decode(record, AuditEvent.class);
      if (event.getKind() == AuditKind.DUPLICATE_REQUEST && event.getSource() != null) {
        board.settled(Wire.at(event.getSource()));
      }
    }
  }

  private boolean is(ConsumerRecord<String, byte[]> record, Topic topic) {
    return record.topic().equals(topic.with(prefix));
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
