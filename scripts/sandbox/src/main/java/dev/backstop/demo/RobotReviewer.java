package dev.backstop.demo;

import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.VerdictKind;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the people: reads the review tasks as an ordinary member of a group and answers
 * from the true label, with the {@link Habit}s of people.
 *
 * <p>It knows a review task from its topic alone, and the truth from the table; the processor's
 * code and state are out of its reach.
 */
final class RobotReviewer implements AutoCloseable {
  private static final String NAME = "robot-1";
  private static final String OTHER = "robot-2";

  private final Map<String, String> truth;
  private final long seed;
  private final Producer<String, byte @Nullable []> producer;
  private final WireClient wire;
  private final Function<ReviewVerdict, byte[]> encode;
  private final Journal journal;
  private final ConcurrentMap<String, ReviewTask> tasks = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thinking =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "demo-robot-thinking");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A robot.
   *
   * @param truth labels by request id
   */
  RobotReviewer(
      Map<String, String> truth,
      long seed,
      Producer<String, byte @Nullable []> producer,
      WireClient wire,
      Journal journal) {
    this.truth = truth;
    this.seed = seed;
    this.producer = producer;
    this.wire = wire;
    this.encode = wire.writer(Topics.VERDICTS, ReviewVerdict.getClassSchema());
    this.journal = journal;
  }

  Polling start(Clients clients) {
    return Polling.start(
        "robot", () -> clients.member("demo-reviewers", Topics.REVIEWS), this::read, journal);
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    ReviewTask task = wire.decode(record.value(), ReviewTask.class);
    journal.asked(task);
    boolean first = tasks.putIfAbsent(task.getRequestId(), task) == null;
    if (first && !ignored(task)) {
      Habit habit = Habit.of(seed, task.getRequestId());
      var unused =
          thinking.schedule(() -> answer(task, habit), habit.delayMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Hears of a decision: now a verdict comes too late to change it, which is what some try. */
  void decided(Answer answer) {
    ReviewTask task = tasks.get(answer.requestId());
    if (task == null) {
      return;
    }
    Habit habit = Habit.of(seed, task.getRequestId());
    String said = answer.decision().getLabel();
    if (ignored(task) && habit.late()) {
      thinking.execute(() -> send(task, opposite(task, said), OTHER, VerdictSent.Role.LATE, false));
    } else if (!ignored(task) && habit.contradicted()) {
      thinking.execute(
          () -> send(task, opposite(task, said), OTHER, VerdictSent.Role.CONTRADICTING, false));
    }
  }

  private static boolean ignored(ReviewTask task) {
    return Wish.NOBODY_LOOKS.name().equals(task.getTags().get(Wish.TAG));
  }

  private void answer(ReviewTask task, Habit habit) {
    String right = truth.get(task.getRequestId());
    String label = habit.mistaken() ? opposite(task, right) : right;
    String said = habit.cannotDecide() ? null : label;
    send(task, said, NAME, VerdictSent.Role.FIRST, habit.mistaken());
    if (habit.repeats()) {
      send(task, said, NAME, VerdictSent.Role.REPEATED, habit.mistaken());
    }
  }

  private static String opposite(ReviewTask task, @Nullable String label) {
    return task.getLabels().stream()
        .filter(other -> !other.equals(label))
        .findFirst()
        .orElseThrow();
  }

  private void send(
      ReviewTask task,
      @Nullable String label,
      String reviewer,
      VerdictSent.Role role,
      boolean mistaken) {
    ReviewVerdict verdict = new ReviewVerdict();
    verdict.setTaskId(task.getTaskId());
    verdict.setRequestId(task.getRequestId());
    verdict.setDigest(task.getDigest());
    verdict.setKind(label == null ? VerdictKind.CANNOT_DECIDE : VerdictKind.ANSWER);
    verdict.setLabel(label);
    verdict.setReviewer(reviewer);
    verdict.setDecidedAt(Instant.now());
    String id = task.getRequestId();
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.VERDICTS, id, encode.apply(verdict)),
            (acknowledged, refused) -> {
              if (refused == null) {
                journal.judged(new VerdictSent(id, label, reviewer, role, mistaken));
              } else {
                journal.failed("the broker refused a verdict on " + id + ": " + refused);
              }
            });
  }

  @Override
  public void close() {
    thinking.shutdownNow();
  }
}
