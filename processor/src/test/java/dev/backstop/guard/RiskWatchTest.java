package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.AnswerReport.Basis;
import java.util.List;
import org.junit.jupiter.api.Test;

class RiskWatchTest {

  private static final RiskTerms TERMS =
      new RiskTerms(.1, List.of(1.5, 2.0, 3.0, 5.0), 20, 5, 40, .05);

  private final RiskWatch watch = new RiskWatch(TERMS, RiskMemory.blank(0));

  @Test
  void shouldFindAModelDegradedByLabelsOfAnswersThatWereTaken() {
    assertThat(record(CallSource.LIVE, Basis.LABELS, 1).level()).isEqualTo(RiskLevel.NORMAL);
    assertThat(record(CallSource.LIVE, Basis.LABELS, 2).level()).isEqualTo(RiskLevel.NORMAL);

    RiskReading third = record(CallSource.LIVE, Basis.LABELS, 3);

    assertThat(third).isEqualTo(new RiskReading(RiskLevel.DEGRADED, new Evidence(3, 3)));
    assertThat(third.inWords()).isEqualTo("3 of the newest 3 labels say it was wrong");
  }

  @Test
  void shouldTakeNeitherAgreementNorAnswersWithoutEffectForRisk() {
    assertThat(record(CallSource.LIVE, Basis.AGREEMENT, 1)).isNull();
    assertThat(record(CallSource.MIRROR, Basis.LABELS, 1)).isNull();
    assertThat(watch.memory().wrongs()).isEmpty();
  }

  @Test
  void shouldCountNoAnswerTwiceAgainstAModelThatWasTakenOutForIt() {
    // Given
    record(CallSource.LIVE, Basis.LABELS, 1);
    record(CallSource.LIVE, Basis.LABELS, 2);
    record(CallSource.LIVE, Basis.LABELS, 3);
    // When
    watch.forget(10);
    // Then: people come late to what it answered before
    assertThat(record(CallSource.LIVE, Basis.LABELS, 9)).isNull();
    assertThat(record(CallSource.LIVE, Basis.LABELS, 10))
        .isEqualTo(new RiskReading(RiskLevel.NORMAL, new Evidence(1, 1)));
    // And neither after a restart
    RiskWatch again = new RiskWatch(TERMS, watch.memory());
    assertThat(again.record(answer(CallSource.LIVE, Basis.LABELS, 9), TERMS)).isNull();
    assertThat(again.memory()).isEqualTo(watch.memory());
  }

  @Test
  void shouldLookAnewWhereThePolicyToleratesLess() {
    // Given
    RiskTerms lax = new RiskTerms(.5, List.of(1.5), 20, 5, 40, .05);
    RiskWatch lasting = new RiskWatch(lax, RiskMemory.blank(0));
    for (int i = 0; i < 3; i++) {
      assertThat(lasting.record(answer(CallSource.LIVE, Basis.LABELS, i), lax).level())
          .isEqualTo(RiskLevel.NORMAL);
    }
    // When
    RiskReading strict = lasting.record(answer(CallSource.LIVE, Basis.LABELS, 4), TERMS);
    // Then
    assertThat(strict.level()).isEqualTo(RiskLevel.DEGRADED);
  }

  private RiskReading record(CallSource source, Basis basis, long answeredAt) {
    return watch.record(answer(source, basis, answeredAt), TERMS);
  }

  private static AnswerReport answer(CallSource source, Basis basis, long answeredAt) {
    return new AnswerReport(
        new Guarded("m", null),
        "d",
        "t",
        source,
        basis,
        true,
        answeredAt,
        new SourcePosition("requests", 0, 0),
        99);
  }
}
