package dev.backstop.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenIdsTest {

  private static final Duration WINDOW = Duration.ofHours(1);
  private static final long NOON = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  @TempDir Path folder;

  private WindowStore<String, Long> store;

  @BeforeEach
  void open() {
    store =
        Stores.windowStoreBuilder(
                Stores.persistentWindowStore("seen", SeenIds.retention(WINDOW), WINDOW, false),
                Serdes.String(),
                Serdes.Long())
            .withLoggingDisabled()
            .build();
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
    store.init(context.getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldKnowAnIdForAsLongAsTheWindowAndNoLonger() {
    // Given
    SeenIds ids = filled();
    ids.add("r", NOON + 50 * MINUTE);
    // When
    boolean across = ids.wasSeen("r", NOON + 70 * MINUTE);
    boolean atTheEnd = ids.wasSeen("r", NOON + 110 * MINUTE);
    boolean after = ids.wasSeen("r", NOON + 111 * MINUTE);
    // Then
    assertThat(across).isTrue();
    assertThat(atTheEnd).isTrue();
    assertThat(after).isFalse();
  }

  @Test
  void shouldKnowAnIdAfterTheClockWasSetBack() {
    // Given
    SeenIds ids = filled();
    ids.add("r", NOON + MINUTE);
    // When
    boolean seen = ids.wasSeen("r", NOON - 10 * MINUTE);
    // Then
    assertThat(seen).isTrue();
  }

  @Test
  void shouldNotTakeAnIdForSeenThatWasNot() {
    // Given
    SeenIds ids = filled();
    ids.add("r", NOON);
    // When
    boolean seen = ids.wasSeen("another", NOON);
    // Then
    assertThat(seen).isFalse();
  }

  @Test
  void shouldKnowWhatTheStoreKnowsBeforeItsFiltersAreFilled() {
    // Given
    SeenIds before = filled();
    before.add("r", NOON);
    // When
    SeenIds fresh = new SeenIds(store, WINDOW);
    // Then
    assertThat(fresh.isComplete()).isFalse();
    assertThat(fresh.wasSeen("r", NOON + MINUTE)).isTrue();
  }

  @Test
  void shouldKnowWhatTheStoreKnowsOnceItsFiltersWereFilledInSlices() {
    // Given
    SeenIds before = filled();
    for (int i = 0; i < 25; i++) {
      before.add("r-" + i, NOON + i * 3L * MINUTE);
    }
    SeenIds fresh = new SeenIds(store, WINDOW);
    long now = NOON + 75 * MINUTE;
    // When
    int slices = 0;
    while (!fresh.isComplete()) {
      fresh.fill(now, 10);
      slices++;
    }
    // Then
    assertThat(slices).isEqualTo(3);
    for (int i = 0; i < 25; i++) {
      assertThat(fresh.wasSeen("r-" + i, now)).as("r-" + i).isEqualTo(i >= 5);
    }
  }

  private SeenIds filled() {
    SeenIds ids = new SeenIds(store, WINDOW);
    ids.fill(NOON, 10);
    return ids;
  }
}
