package dev.backstop.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaybeSeenTest {

  private static final int SAMPLE = 100_000;

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
    long known = count(new MaybeSeen(), "r-");
    // Then
    assertThat(known).isZero();
  }

  @Test
  void shouldTakeAsManyBytesAnIdAsItSays() {
    // Given
    MaybeSeen seen = new MaybeSeen();
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
    MaybeSeen seen = new MaybeSeen(1);
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

  private static MaybeSeen filled(int ids) {
    MaybeSeen seen = new MaybeSeen();
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
