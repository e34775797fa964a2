package dev.backstop.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.decision.Passing;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicateStageTest {

  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Duration SLICE = Duration.ofMillis(2);
  private static final Duration SLICE_EVERY = Duration.ofMillis(20);

  /** So long takes an id, by a clock that goes on when it is looked at. */
  private static final Duration AN_ID = Duration.ofNanos(100_000);

  private static final int IDS_A_SLICE = (int) SLICE.dividedBy(AN_ID);

  @TempDir Path folder;

  private final List<Task> tasks = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final ProcessorSupplier<String, Passing, String, Passing> supplier =
      DeduplicateStage.supplier(
          WINDOW, "next", "emit", this::tick, new Telemetry(new SimpleMeterRegistry()));

  @AfterEach
  void close() {
    tasks.forEach(task -> task.store.close());
  }

  @Test
  void shouldFillTheFiltersOfASmallStoreAtOnce() {
    // When
    Task task = task(IDS_A_SLICE / 2);
    // Then
    assertThat(task.watched.read).isEqualTo(IDS_A_SLICE / 2);
    assertThat(task.context.scheduledPunctuators()).as("the first record alone").hasSize(1);
  }

  @Test
  void shouldFillTheFiltersOfALargeStoreInSlicesOfTime() {
    // Given
    Task task = task(5 * IDS_A_SLICE);
    int atOnce = task.watched.read;
    List<Integer> slices = new ArrayList<>();
    // When
    while (!task.slices().cancelled()) {
      now = now.plus(SLICE_EVERY);
      slices.add(task.slice());
    }
    // Then
    assertThat(task.slices().getInterval()).isEqualTo(SLICE_EVERY);
    assertThat(atOnce).isBetween(1, IDS_A_SLICE);
    assertThat(slices).hasSizeGreaterThan(3).allMatch(ids -> ids <= IDS_A_SLICE);
    assertThat(task.watched.read).isEqualTo(5 * IDS_A_SLICE);
    assertThat(task.watched.open).isZero();
  }

  @Test
  void shouldShareTheSlicesAmongTheTasksOfAThread() {
    // Given
    List<Task> three = List.of(task(1_000), task(1_000), task(1_000));
    now = now.plus(SLICE_EVERY);
    // When
    List<Integer> ids = three.stream().map(Task::slice).toList();
    // Then
    assertThat(ids.get(0)).isBetween(1, IDS_A_SLICE);
    assertThat(ids.subList(1, 3)).containsOnly(0);
  }

  @Test
  void shouldFillEveryTaskInTheEnd() {
    // Given
    List<Task> three = List.of(task(200), task(200), task(200));
    // When
    for (int i = 0; i < 60; i++) {
      now = now.plus(SLICE_EVERY);
      three.forEach(Task::slice);
    }
    // Then
    assertThat(three).allMatch(task -> task.slices().cancelled());
    assertThat(three).allMatch(task -> task.watched.read == 200);
  }

  @Test
  void shouldNeitherGoOnNorWaitWhenTheClockIsSetBack() {
    // Given
    Task task = task(1_000);
    now = now.plus(SLICE_EVERY);
    task.slice();
    // When
    now = now.minus(Duration.ofMinutes(10));
    int ids = task.slice();
    // Then
    assertThat(ids).isBetween(1, IDS_A_SLICE);
  }

  @Test
  void shouldCloseWhatItReadsWhenTheTaskMovesAway() {
    // Given
    Task task = task(1_000);
    int open = task.watched.open;
    // When
    task.stage.close();
    // Then
    assertThat(open).isEqualTo(1);
    assertThat(task.watched.open).isZero();
  }

  /** What a task writes when it starts must not push the window before out of the store. */
  @Test
  void shouldKeepTheIdsOfTheWindowBeforeItsStart() {
    // Given
    Instant window = now.minus(WINDOW);
    now = now.minus(Duration.ofMinutes(5));
    Task task = task(3);
    // When
    now = now.plus(Duration.ofMinutes(6));
    task.firstOffset().getPunctuator().punctuate(now.toEpochMilli());
    // Then
    assertThat(task.store.fetch("r-0", window.toEpochMilli())).isNotNull();
  }

  /** A task that starts with so many ids in its store. */
  private Task task(int ids) {
    Task task = new Task(tasks.size(), ids);
    tasks.add(task);
    return task;
  }

  private Instant tick() {
    now = now.plus(AN_ID);
    return now;
  }

  private final class Task {
    final MockProcessorContext<String, Passing> context;
    final WindowStore<String, Long> store;
    final WatchedStore watched;
    final Processor<String, Passing, String, Passing> stage = supplier.get();

    @SuppressWarnings("unchecked")
    Task(int partition, int ids) {
      File state = folder.resolve("task-" + partition).toFile();
      assertThat(state.mkdir()).isTrue();
      context = new MockProcessorContext<>(new Properties(), new TaskId(0, partition), state);
      StoreBuilder<?> builder = supplier.stores().iterator().next();
      store = (WindowStore<String, Long>) builder.withLoggingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      SeenIds before =
          new SeenIds(store, WINDOW, now.toEpochMilli(), () -> new MaybeSeen(new FilterMemory(0)));
      for (int i = 0; i < ids; i++) {
        before.add("r-" + i, now.toEpochMilli());
      }
      watched = new WatchedStore(store);
      context.addStateStore(watched.store());
      stage.init(context);
    }

    CapturedPunctuator slices() {
      return context.scheduledPunctuators().get(0);
    }

    CapturedPunctuator firstOffset() {
      return context.scheduledPunctuators().get(context.scheduledPunctuators().size() - 1);
    }

    /** How many ids are read when it is this task's turn. */
    int slice() {
      int before = watched.read;
      if (!slices().cancelled()) {
        slices().getPunctuator().punctuate(now.toEpochMilli());
      }
      return watched.read - before;
    }
  }
}
