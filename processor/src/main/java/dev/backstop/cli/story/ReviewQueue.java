package dev.backstop.cli.story;

import dev.backstop.domain.ReviewTask;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open tasks in the order in which they are to be answered. */
public final class ReviewQueue {

  private static final Comparator<ReviewTask> URGENCY =
      Comparator.comparingInt(ReviewTask::priority)
          .thenComparing(ReviewTask::finishBy)
          .thenComparing(ReviewTask::createdAt)
          .thenComparing(ReviewTask::taskId);

  private ReviewQueue() {}

  /**
   * The tasks that can still be answered: the most urgent priority first, then the earliest due.
   *
   * @param undecided tasks without a terminal decision; a task written twice counts once
   */
  public static List<ReviewTask> of(Collection<ReviewTask> undecided, Instant now) {
    Map<String, ReviewTask> once = new LinkedHashMap<>();
    undecided.forEach(task -> once.putIfAbsent(task.taskId(), task));
    return once.values().stream()
        .filter(task -> now.isBefore(task.finishBy()))
        .sorted(URGENCY)
        .toList();
  }
}
