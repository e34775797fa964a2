package dev.backstop.cli.story;

import static dev.backstop.cli.story.Examples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.ReviewTask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReviewQueueTest {

  @Test
  void shouldOrderByPriorityThenByWhatIsDueFirst() {
    // Given
    List<ReviewTask> tasks =
        List.of(task("late", 5, 900), task("soon", 5, 300), task("urgent", 1, 1_800));

    // When
    List<ReviewTask> open = ReviewQueue.of(tasks, at(10));

    // Then
    assertThat(open).extracting(ReviewTask::taskId).containsExactly("urgent", "soon", "late");
  }

  @Test
  void shouldLeaveOutWhatIsDueNow() {
    // When
    List<ReviewTask> open =
        ReviewQueue.of(List.of(task("over", 5, 10), task("open", 5, 11)), at(10));

    // Then
    assertThat(open).extracting(ReviewTask::taskId).containsExactly("open");
  }

  @Test
  void shouldShowATaskThatWasWrittenTwiceOnce() {
    // When
    List<ReviewTask> open = ReviewQueue.of(List.of(task("one", 5, 60), task("one", 5, 60)), at(10));

    // Then
    assertThat(open).hasSize(1);
  }

  private static ReviewTask task(String id, int priority, long finishBy) {
    return Examples.task(id, priority, finishBy, false, new Features(Map.of()));
  }
}
