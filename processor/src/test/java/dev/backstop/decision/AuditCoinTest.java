package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.AuditDraw;
import dev.backstop.policy.Audit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditCoinTest {

  private final AuditCoin coin = new AuditCoin();

  /** The numbers are those of the design (D1), computed independently. */
  @ParameterizedTest
  @CsvSource({"r-1, .931270071389019", "r-2, .262848578386192", "r-3, .613796131287519"})
  void shouldGiveTheKnownNumbers(String requestId, double expected) {
    assertThat(coin.uniform("s1", requestId)).isEqualTo(expected, within(5e-16));
  }

  @ParameterizedTest
  @CsvSource({".02, 208", ".05, 488"})
  void shouldDrawTheKnownNumberOfRequests(double rate, int expected) {
    // Given
    Audit audit = audit(rate, "s1");
    // When
    long drawn =
        IntStream.rangeClosed(1, 10_000).filter(i -> coin.toss(audit, "r-" + i).drawn()).count();
    // Then
    assertThat(drawn).isEqualTo(expected);
  }

  @Test
  void shouldFallTheSameWayOnAnotherCoinAndAfterAnotherSalt() {
    // Given
    AuditDraw before = coin.toss(audit(.5, "s1"), "r-2");
    // When
    AuditDraw unused = coin.toss(audit(.5, "other"), "r-2");
    // Then
    assertThat(coin.toss(audit(.5, "s1"), "r-2")).isEqualTo(before);
    assertThat(new AuditCoin().toss(audit(.5, "s1"), "r-2")).isEqualTo(before);
    assertThat(before)
        .isEqualTo(new AuditDraw("s1", 7, .5, before.half()))
        .returns(true, AuditDraw::drawn);
  }

  @Test
  void shouldGiveEachThreadACoinOfItsOwnThatFallsTheSameWay() throws Exception {
    // Given
    AuditCoin mine = AuditCoin.ofThisThread();
    ExecutorService others = Executors.newFixedThreadPool(4);
    try {
      // When
      List<Future<AuditCoin>> tossed = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tossed.add(
            others.submit(
                () -> {
                  for (int toss = 0; toss < 10_000; toss++) {
                    assertThat(AuditCoin.ofThisThread().uniform("s1", "r-2"))
                        .isEqualTo(.262848578386192, within(5e-16));
                  }
                  return AuditCoin.ofThisThread();
                }));
      }

      // Then
      for (Future<AuditCoin> other : tossed) {
        assertThat(other.get()).isNotSameAs(mine);
      }
      assertThat(AuditCoin.ofThisThread()).isSameAs(mine);
    } finally {
      others.shutdownNow();
    }
  }

  /** Of 2000 a fair coin gives 1000 heads, and within four standard errors 911 to 1089. */
  @Test
  void shouldSplitThePanelInHalvesThatAreIndependentOfTheDraw() {
    // Given
    Audit audit = audit(1, "s1");
    // When
    long low = certification(audit, 0, .5);
    long high = certification(audit, .5, 1);
    // Then
    assertThat(low).isBetween(911L, 1089L);
    assertThat(high).isBetween(911L, 1089L);
  }

  @Test
  void shouldTossNothingWhereThereIsNoPanel() {
    assertThat(coin.toss(Audit.NONE, "r-1")).isNull();
    assertThat(coin.toss(audit(0, "s1"), "r-1")).isNull();
  }

  private long certification(Audit audit, double from, double to) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "q-" + i)
        .filter(id -> coin.uniform("s1", id) >= from && coin.uniform("s1", id) < to)
        .limit(2_000)
        .filter(id -> coin.toss(audit, id).half() == AuditDraw.Half.CERTIFICATION)
        .count();
  }

  private static Audit audit(double rate, String salt) {
    return new Audit(rate, salt, 7, Duration.ofDays(1));
  }
}
