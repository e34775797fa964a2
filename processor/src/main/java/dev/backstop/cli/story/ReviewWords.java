package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A question to a person in plain words. */
public final class ReviewWords {

  private ReviewWords() {}

  /** All that a reviewer may see. A blind task keeps the models' answers to itself. */
  public static List<String> lines(ReviewTask task, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("Task " + task.taskId());
    lines.add(
        "  request "
            + task.requestId()
            + " in domain "
            + task.domain()
            + ", priority "
            + task.priority()
            + ", asked "
            + Words.span(Duration.between(task.requestedAt(), now))
            + " ago");
    lines.add("  to be taken by " + due(task.takeBy(), now));
    lines.add("  to be finished by " + due(task.finishBy(), now) + "; else " + otherwise(task));
    if (task.reviewers() > 1) {
      lines.add(
          "  "
              + task.reviewers()
              + " reviewers must give the same answer; you do not see what others said");
    }
    lines.add("  why you are asked: " + task.rationale());
    lines.add("");
    Table features = new Table("FEATURE", "VALUE");
    new TreeMap<String, @Nullable Object>(task.features().values())
        .forEach((name, value) -> features.row(name, value(value)));
    features.lines().forEach(line -> lines.add("  " + line));
    lines.add("");
    if (task.blind()) {
      lines.add("  What the models said is hidden until you have answered.");
    } else if (task.attempts().isEmpty()) {
      lines.add("  Nobody was asked before you.");
    } else {
      lines.add("  What was tried:");
      for (Attempt attempt : task.attempts()) {
        lines.add("  - " + Words.attempt(attempt));
      }
    }
    return lines;
  }

  /** What became of a question beside a decision. */
  public static String label(LabelledExample example) {
    String decided =
        example.decidedLabel() == null
            ? "it was rejected"
            : "decided was " + example.decidedLabel();
    Reason unresolved = example.unresolved();
    return unresolved == null
        ? "Audited: a person says " + example.label() + "; " + decided + "."
        : "Audited without a label, because "
            + (unresolved == Reason.LOW_CONFIDENCE
                ? "the reviewer could not decide"
                : unresolved.inWords())
            + "; it counts as an error. "
            + Character.toUpperCase(decided.charAt(0))
            + decided.substring(1)
            + '.';
  }

  /** One row a task. */
  public static List<String> table(List<ReviewTask> tasks, Instant now) {
    Table table = new Table("PRIORITY", "FINISH BY", "IN", "DOMAIN", "REQUEST", "LABELS", "TASK");
    for (ReviewTask task : tasks) {
      table.row(
          Integer.toString(task.priority()),
          Words.time(task.finishBy()),
          Words.span(Duration.between(now, task.finishBy())),
          task.domain(),
          task.requestId(),
          String.join("|", task.labels()),
          task.taskId());
    }
    return table.lines();
  }

  private static String due(Instant by, Instant now) {
    Duration left = Duration.between(now, by);
    return Words.time(by)
        + (left.isNegative()
            ? " (" + Words.span(left) + " ago)"
            : " (in " + Words.span(left) + ')');
  }

  private static String otherwise(ReviewTask task) {
    if (task.standsBeside()) {
      return "it counts as not resolved; the decision stands in any case";
    }
    if (task.blind()) {
      return "the policy's answer stands";
    }
    String label = task.onTimeout().label();
    return label == null
        ? "the request is rejected"
        : "the answer is " + label + ", by " + task.onTimeout().tier();
  }

  private static String value(@Nullable Object value) {
    if (value == null) {
      return "(missing)";
    }
    return value instanceof String text ? '"' + text + '"' : value.toString();
  }
}
