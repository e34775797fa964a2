package dev.backstop.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaybeSeenTest {

  private static final int IDS = 100_000;

  @Test
  void shouldKnowEveryIdThatWasAdded() {
    // Given
    MaybeSeen seen = filled();
    // When
    long known = count(seen, "r-");
    // Then
    assertThat(known).isEqualTo(IDS);
  }

  @Test
  void shouldTakeFewIdsForSeenThatWereNot() {
    // Given
    MaybeSeen seen = filled();
    // When
    long mistaken = count(seen, "other-");
    // Then
    assertThat(mistaken / (double) IDS).isLessThan(.05);
  }

  @Test
  void shouldKnowNothingAtFirst() {
    // When
    long known = count(new MaybeSeen(), "r-");
    // Then
    assertThat(known).isZero();
  }

  private static MaybeSeen filled() {
    MaybeSeen seen = new MaybeSeen();
    IntStream.range(0, IDS).forEach(i -> seen.add(MaybeSeen.hash("r-" + i)));
    return seen;
  }

  private static long count(MaybeSeen seen, String prefix) {
    return IntStream.range(0, IDS).filter(i -> seen.mayContain(MaybeSeen.hash(prefix + i))).count();
  }
}
