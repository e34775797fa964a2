package dev.backstop.verify.run;

import dev.backstop.topology.names.Topic;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.VerdictKind;
import dev.backstop.verify.plan.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A robot reviewer as a process: reads tasks, answers them, and notes how far it has read only when
 * its verdicts are acknowledged. When the flag file is there, it halts between the two.
 */
final class ReviewerMain {
  private static final Duration POLL = Duration.ofMillis(50);

  /** How long after the end of its time a neglected task is answered: later than a tick. */
  private static final Duration TOO_LATE = Duration.ofMillis(2500);

  private static final int STATUS = 77;

  /** A task that is answered when it is too late. */
  private record Neglected(ReviewTask task, long atMillis) {}

  private final ReviewerSettings settings;
  private final Producer<String, byte @Nullable []> producer;
  private final Wire wire;
  private final Journal journal;
  private final PriorityQueue<Neglected> neglected =
      new PriorityQueue<>((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
  private final List<Runnable> withheld = new ArrayList<>();

  private ReviewerMain(ReviewerSettings settings) throws IOException {
    this.settings = settings;
    this.producer = new Clients(settings.bootstrapServers()).producer();
    this.wire = new Wire(settings.registryUrl());
    this.journal = new Journal(settings.journal());
  }

  /** Runs until it is ended. */
  public static void main(String[] arguments) throws IOException {
    new ReviewerMain(ReviewerSettings.parse(arguments)).run();
  }

  private void run() {
    String topic = Topic.REVIEWS.with(settings.prefix());
    try (Consumer<String, byte[]> consumer =
        new Clients(settings.bootstrapServers())
            .member(settings.prefix() + "reviewers", settings.name(), topic)) {
      while (!Thread.currentThread().isInterrupted()) {
        int read = 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          read(wire.decode(record, ReviewTask.class));
          read++;
        }
        tooLate();
        if (read > 0 && settings.hasty()) {
          // What must not be: it counts as done, and is not.
          consumer.commitSync();
          acknowledge();
        } else if (read > 0) {
          acknowledge();
          consumer.commitSync();
        }
      }
    }
  }

  private void read(ReviewTask task) {
    if (Wish.NOBODY_LOOKS.name().equals(task.getTags().get(Wish.TAG))) {
      neglected.add(new Neglected(task, task.getFinishBy().plus(TOO_LATE).toEpochMilli()));
      return;
    }
    for (ReviewHabit.Say say : ReviewHabit.of(settings.seed(), task.getRequestId())) {
      send(task, say);
    }
  }

  private void tooLate() {
    while (!neglected.isEmpty() && neglected.peek().atMillis() < System.currentTimeMillis()) {
      send(neglected.remove().task(), new ReviewHabit.Say("yes", false, false));
    }
  }

  /** Waits until the broker has the verdicts, or says that it does not know. */
  private void acknowledge() {
    if (Files.exists(settings.flag())) {
      if (!settings.hasty()) {
        producer.flush();
      }
      Runtime.getRuntime().halt(STATUS);
    }
    withheld.forEach(Runnable::run);
    withheld.clear();
    producer.flush();
  }

  private void send(ReviewTask task, ReviewHabit.Say say) {
    String reviewer = settings.name() + (say.other() ? "-other" : "");
    String number = journal.sending(task.getRequestId(), say.label(), reviewer);
    ProducerRecord<String, byte @Nullable []> record =
        record(verdict(task, say, reviewer), task.getRequestId());
    if (settings.hasty()) {
      // What a console must not do: tells its reviewer before the broker has told it.
      journal.presumed(number);
      withheld.add(() -> post(record, number));
    } else {
      post(record, number);
    }
  }

  private void post(ProducerRecord<String, byte @Nullable []> record, String number) {
    var unused =
        producer.send(
            record,
            (place, refused) -> {
              if (refused == null) {
                journal.acknowledged(number, place.topic(), place.partition(), place.offset());
              }
            });
  }

  private ProducerRecord<String, byte @Nullable []> record(ReviewVerdict verdict, String id) {
    String topic = Topic.VERDICTS.with(settings.prefix());
    return new ProducerRecord<>(topic, id, wire.encode(topic, verdict));
  }

  private static ReviewVerdict verdict(ReviewTask task, ReviewHabit.Say say, String reviewer) {
    return new ReviewVerdict(
        task.getTaskId(),
        task.getRequestId(),
        say.forged() ? "0".repeat(task.getDigest().length()) : task.getDigest(),
        say.label() == null ? VerdictKind.CANNOT_DECIDE : VerdictKind.ANSWER,
        say.label(),
        reviewer,
        null,
        Instant.ofEpochMilli(System.currentTimeMillis()));
  }
}
