package dev.backstop.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.state.FirstOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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

  /** A store forgets by the latest time that it was given. */
  @Test
  void shouldKnowAnIdAfterTheFirstOffsetOfATask() {
    // Given
    filled().add("r", NOON - 5 * MINUTE);
    SeenIds ids = new SeenIds(store, WINDOW, NOON + MINUTE, SeenIdsTest::usual);
    // When
    FirstOffsets.in(store, () -> ids.windowOf(NOON + MINUTE)).run();
    // Then
    assertThat(ids.wasSeen("r", NOON + 2 * MINUTE)).isTrue();
    ids.fill(() -> true);
    assertThat(ids.wasSeen("r", NOON + 2 * MINUTE)).isTrue();
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
    SeenIds fresh = new SeenIds(store, WINDOW, NOON, SeenIdsTest::usual);
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
    long now = NOON + 75 * MINUTE;
    SeenIds fresh = new SeenIds(store, WINDOW, now, SeenIdsTest::usual);
    // When
    int slices = 0;
    while (!fresh.isComplete()) {
      fresh.fill(timeFor(10));
      slices++;
    }
    // Then: 25 ids, and the end of each of three windows
    assertThat(slices).isEqualTo(3);
    for (int i = 0; i < 25; i++) {
      assertThat(fresh.wasSeen("r-" + i, now)).as("r-" + i).isEqualTo(i >= 5);
    }
  }

  @Test
  void shouldNotReadWhenThereIsNoTime() {
    // Given
    filled().add("r", NOON);
    WatchedStore watched = new WatchedStore(store);
    SeenIds fresh = new SeenIds(watched.store(), WINDOW, NOON, SeenIdsTest::usual);
    // When
    fresh.fill(timeFor(0));
    // Then
    assertThat(watched.read).isZero();
    assertThat(fresh.isComplete()).isFalse();
  }

  @Test
  void shouldKnowIdsThatComeWhileTheFiltersAreBeingFilled() {
    // Given
    SeenIds before = filled();
    before.add("a", NOON);
    before.add("b", NOON);
    SeenIds fresh = new SeenIds(store, WINDOW, NOON, SeenIdsTest::usual);
    fresh.fill(timeFor(1));
    fresh.add("c", NOON);
    // When
    fresh.fill(() -> true);
    // Then
    assertThat(List.of("a", "b", "c")).allMatch(id -> fresh.wasSeen(id, NOON));
  }

  @Test
  void shouldSpareTheStoreNearlyAllLookUpsForNewIds() {
    // Given
    WatchedStore watched = new WatchedStore(store);
    SeenIds ids = new SeenIds(watched.store(), WINDOW, NOON, SeenIdsTest::usual);
    ids.fill(() -> true);
    ids.add("r", NOON);
    // When
    for (int i = 0; i < 1_000; i++) {
      ids.wasSeen("new-" + i, NOON);
    }
    // Then
    assertThat(watched.fetched).isLessThan(20);
  }

  @Test
  void shouldAskTheStoreAboutAWindowWithMoreIdsThanAFilterTakes() {
    // Given
    WatchedStore watched = new WatchedStore(store);
    SeenIds ids = new SeenIds(watched.store(), WINDOW, NOON, SeenIdsTest::small);
    ids.fill(() -> true);
    addTooMany(ids);
    // When
    boolean first = ids.wasSeen("r-0", NOON + MINUTE);
    boolean last = ids.wasSeen("r-" + MaybeSeen.mostIds(1), NOON + MINUTE);
    boolean other = ids.wasSeen("another", NOON + MINUTE);
    // Then
    assertThat(first).isTrue();
    assertThat(last).isTrue();
    assertThat(other).isFalse();
    assertThat(watched.fetched).isEqualTo(3);
  }

  @Test
  void shouldStopReadingAWindowThatHasMoreIdsThanAFilterTakes() {
    // Given
    SeenIds before = filled();
    before.add("of the window before", NOON - MINUTE);
    addTooMany(before);
    for (int i = 0; i < 1_000; i++) {
      before.add("more-" + i, NOON);
    }
    WatchedStore watched = new WatchedStore(store);
    SeenIds fresh = new SeenIds(watched.store(), WINDOW, NOON, SeenIdsTest::small);
    // When
    fresh.fill(timeFor(MaybeSeen.mostIds(1) + 2));
    // Then
    assertThat(fresh.isComplete()).isFalse();
    assertThat(watched.read).isEqualTo(MaybeSeen.mostIds(1) + 1);
    assertThat(watched.open).isZero();
    fresh.fill(() -> true);
    assertThat(fresh.isComplete()).isTrue();
    assertThat(watched.read).isEqualTo(MaybeSeen.mostIds(1) + 2);
    assertThat(watched.open).isZero();
    assertThat(fresh.wasSeen("of the window before", NOON)).isTrue();
    assertThat(fresh.wasSeen("more-0", NOON)).isTrue();
  }

  @Test
  void shouldStopReadingAWindowThatIsTooOldByNow() {
    // Given
    SeenIds before = filled();
    before.add("a", NOON);
    before.add("b", NOON);
    WatchedStore watched = new WatchedStore(store);
    SeenIds fresh = new SeenIds(watched.store(), WINDOW, NOON, SeenIdsTest::usual);
    fresh.fill(timeFor(1));
    // When
    fresh.add("c", NOON + 130 * MINUTE);
    fresh.fill(() -> true);
    // Then
    assertThat(watched.read).isEqualTo(1);
    assertThat(watched.open).isZero();
    assertThat(fresh.isComplete()).isTrue();
  }

  @Test
  void shouldCloseWhatItReadsWhenItIsClosed() {
    // Given
    filled().add("a", NOON);
    WatchedStore watched = new WatchedStore(store);
    SeenIds fresh = new SeenIds(watched.store(), WINDOW, NOON, SeenIdsTest::usual);
    fresh.fill(timeFor(1));
    int open = watched.open;
    // When
    fresh.close();
    // Then
    assertThat(open).isEqualTo(1);
    assertThat(watched.open).isZero();
  }

  @Test
  void shouldGiveTheMemoryOfAWindowBackThatIsOverAndOfAllWhenItIsClosed() {
    // Given
    FilterMemory memory = new FilterMemory(0);
    SeenIds ids = new SeenIds(store, WINDOW, NOON, () -> new MaybeSeen(memory));
    ids.fill(() -> true);
    ids.add("a", NOON);
    long one = memory.taken();
    ids.add("b", NOON + 60 * MINUTE);
    long two = memory.taken();
    // When
    ids.add("c", NOON + 180 * MINUTE);
    long after = memory.taken();
    ids.close();
    // Then
    assertThat(one).isPositive();
    assertThat(two).isEqualTo(2 * one);
    assertThat(after).isEqualTo(one);
    assertThat(memory.taken()).isZero();
  }

  private static MaybeSeen usual() {
    return new MaybeSeen(new FilterMemory(0));
  }

  private static MaybeSeen small() {
    return new MaybeSeen(1, new FilterMemory(0));
  }

  private SeenIds filled() {
    SeenIds ids = new SeenIds(store, WINDOW, NOON, SeenIdsTest::usual);
    ids.fill(() -> true);
    return ids;
  }

  private static void addTooMany(SeenIds ids) {
    for (int i = 0; i <= MaybeSeen.mostIds(1); i++) {
      ids.add("r-" + i, NOON);
    }
  }

  private static BooleanSupplier timeFor(int ids) {
    AtomicInteger left = new AtomicInteger(ids);
    return () -> left.getAndDecrement() > 0;
  }
}
