package dev.backstop.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaybeSeenTest {

  private static final int SAMPLE = 100_000;

  private static final FilterMemory NO_MORE = new FilterMemory(0);

  @Test
  void shouldKnowEveryIdThatWasAdded() {
    // Given
    MaybeSeen seen = filled(SAMPLE);
    // When
    long known = count(seen, "r-");
    // Then
    assertThat(known).isEqualTo(SAMPLE);
  }

  @Test
  void shouldTakeTwoInAHundredForSeenThatWereNotWhenItIsFull() {
    // Given
    MaybeSeen seen = filled(MaybeSeen.MOST_IDS);
    // When
    long mistaken = count(seen, "other-");
    // Then
    assertThat(seen.isOverfull()).isFalse();
    assertThat(mistaken / (double) SAMPLE).isPositive().isLessThan(.022);
  }

  @Test
  void shouldKnowNothingAtFirst() {
    // When
    long known = count(new MaybeSeen(NO_MORE), "r-");
    // Then
    assertThat(known).isZero();
  }

  @Test
  void shouldTakeAsManyBytesAnIdAsItSays() {
    // Given
    MaybeSeen seen = new MaybeSeen(NO_MORE);
    double most = 0;
    // When
    for (int i = 0; i < MaybeSeen.MOST_IDS; i++) {
      seen.add(hash(i));
      if (i >= 65_535) {
        most = Math.max(most, seen.bytes() / (i + 1.));
      }
    }
    // Then
    assertThat(most).isLessThan(4.51);
    assertThat(seen.bytes() / (double) MaybeSeen.MOST_IDS).isBetween(1.5, 1.51);
    assertThat(seen.bytes()).isLessThan(3_100_000);
  }

  @Test
  void shouldGiveItsMemoryBackAndTakeEveryIdForSeenOnceItIsOverfull() {
    // Given
    MaybeSeen seen = new MaybeSeen(1, NO_MORE);
    for (int i = 0; i <= MaybeSeen.mostIds(1); i++) {
      seen.add(hash(i));
    }
    // When
    seen.add(hash(-1));
    // Then
    assertThat(seen.isOverfull()).isTrue();
    assertThat(seen.bytes()).isZero();
    assertThat(count(seen, "other-")).isEqualTo(SAMPLE);
  }

  @Test
  void shouldGrowBeyondItsOwnLimitWhereThereIsMemory() {
    // Given
    FilterMemory memory = new FilterMemory(1_000_000);
    MaybeSeen seen = new MaybeSeen(1, memory);
    int ids = MaybeSeen.mostIds(1) + 200_000;
    // When
    IntStream.range(0, ids).forEach(i -> seen.add(hash(i)));
    long known = IntStream.range(0, ids).filter(i -> seen.mayContain(hash(i))).count();
    // Then
    assertThat(known).isEqualTo(ids);
    assertThat(seen.isOverfull()).isFalse();
    assertThat(count(seen, "other-") / (double) SAMPLE).isLessThan(.0085);
    assertThat(memory.taken()).isEqualTo(seen.bytes()).isLessThan(1_000_000);
  }

  @Test
  void shouldNotGrowBeyondItsOwnLimitWhereOthersHaveTheMemory() {
    // Given: room for one of two
    FilterMemory memory = new FilterMemory(600_000);
    MaybeSeen first = new MaybeSeen(1, memory);
    MaybeSeen second = new MaybeSeen(1, memory);
    int ids = MaybeSeen.mostIds(1) + 1;
    // When
    IntStream.range(0, ids).forEach(i -> first.add(hash(i)));
    IntStream.range(0, ids).forEach(i -> second.add(hash(i)));
    // Then
    assertThat(first.isOverfull()).isFalse();
    assertThat(second.isOverfull()).isTrue();
    assertThat(memory.taken()).isEqualTo(first.bytes());
    // When
    first.close();
    MaybeSeen third = new MaybeSeen(1, memory);
    IntStream.range(0, ids).forEach(i -> third.add(hash(i)));
    // Then
    assertThat(third.isOverfull()).isFalse();
  }

  private static MaybeSeen filled(int ids) {
    MaybeSeen seen = new MaybeSeen(NO_MORE);
    IntStream.range(0, ids).forEach(i -> seen.add(hash(i)));
    return seen;
  }

  private static long[] hash(int i) {
    return MaybeSeen.hash("r-" + i);
  }

  private static long count(MaybeSeen seen, String prefix) {
    return IntStream.range(0, SAMPLE)
        .filter(i -> seen.mayContain(MaybeSeen.hash(prefix + i)))
        .count();
  }
}
