package dev.backstop.verify.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final SourcePosition FIRST = new SourcePosition("requests", 0, 1);
  private static final SourcePosition OTHER = new SourcePosition("requests", 3, 1);

  private final Board board = new Board();

  @Test
  void shouldBeEmptyWhateverIsHeardOfFirst() {
    board.decided(FIRST, 20, 20);
    board.asked(FIRST);
    board.acknowledged(FIRST, 10);

    assertThat(board.isEmpty()).isTrue();
  }

  @Test
  void shouldWaitForTheDecisionOfAReview() {
    board.acknowledged(FIRST, 10);
    board.asked(FIRST);

    assertThat(board.unfinished()).isZero();
    assertThat(board.isEmpty()).isFalse();

    board.decided(FIRST, 30, 30);

    assertThat(board.isEmpty()).isTrue();
  }

  @Test
  void shouldCountWhatIsUnderWayOnAPartition() {
    board.acknowledged(FIRST, 10);
    board.acknowledged(OTHER, 20);

    assertThat(board.unfinished(Set.of(3))).isEqualTo(1);
    assertThat(board.isDoneBefore(10)).isTrue();
    assertThat(board.isDoneBefore(11)).isFalse();
  }

  @Test
  void shouldTakeOnlyWhatWasDecidedAfterADeathOnItsPartitionsForARecovery() throws Exception {
    Board.Watch watch = board.watch(Set.of(0), 1000, 0);
    board.decided(FIRST, 1000, 1_000_000_000L);
    board.decided(OTHER, 1001, 2_000_000_000L);

    assertThat(board.await(watch, Duration.ZERO)).isEmpty();

    watch = board.watch(Set.of(0), 1000, 0);
    board.decided(FIRST, 1001, 3_000_000_000L);

    assertThat(board.await(watch, Duration.ZERO)).hasValue(3);
  }
}
