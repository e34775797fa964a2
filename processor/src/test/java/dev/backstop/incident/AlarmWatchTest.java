package dev.backstop.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.TrafficReport.Counts;
import dev.backstop.incident.TrafficReport.Reviews;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlarmWatchTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final PolicyRef POLICY = new PolicyRef("p", "1.0.0", "a".repeat(64));

  private AlarmWatch watch = new AlarmWatch(T);
  private long second;

  @Test
  void shouldRaiseNothingWhileRequestsAreDecided() {
    for (int i = 0; i < 100; i++) {
      heard("a", 5, new Counts(100L * i, 0, 100L * i, 0), 0);
      assertThat(kinds()).isEmpty();
    }
  }

  @Test
  void shouldTellABurstOfDeadLettersInEveryDomainUntilItHasBeenOverForAWhile() {
    // Given
    heard("a", 1, Counts.NONE, 0);
    // When
    heard("a", 5, new Counts(100, 0, 90, 10), 0);
    // Then
    assertThat(factors("p"))
        .singleElement()
        .satisfies(
            factor -> {
              assertThat(factor.kind()).isEqualTo(Factor.Kind.DEAD_LETTERS);
              assertThat(factor.what())
                  .isEqualTo("10 dead letters came of 100 requests in five minutes");
              assertThat(factor.since()).isEqualTo(now());
            });
    assertThat(factors("another")).hasSize(1);
    // When the window has let go of it
    second += 311;
    assertThat(kinds()).containsExactly(Factor.Kind.DEAD_LETTERS);
    second += 299;
    assertThat(kinds()).containsExactly(Factor.Kind.DEAD_LETTERS);
    second += 1;
    // Then
    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldNotEndOneThatOnlyFallsBelowWhereItBegan() {
    // Given
    heard("a", 1, Counts.NONE, 0);
    heard("a", 5, new Counts(100, 0, 90, 10), 0);
    assertThat(kinds()).hasSize(1);
    // When: four of a hundred, which would raise none
    for (int i = 1; i <= 200; i++) {
      heard("a", 5, new Counts(100 + 100L * i, 0, 90 + 96L * i, 10 + 4L * i), 0);
      assertThat(kinds()).hasSize(1);
    }
    // Then
    watch = new AlarmWatch(now());
    heard("a", 1, Counts.NONE, 0);
    heard("a", 5, new Counts(1_000, 0, 960, 40), 0);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldNotTakeFewLettersForABurst() {
    heard("a", 1, Counts.NONE, 0);
    heard("a", 5, new Counts(9, 0, 0, 9), 0);

    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldAddUpAllInstances() {
    // Given
    heard("a", 1, Counts.NONE, 0);
    heard("b", 0, Counts.NONE, 0);
    // When
    heard("a", 5, new Counts(50, 0, 45, 5), 0);
    heard("b", 0, new Counts(50, 0, 45, 5), 0);
    // Then
    assertThat(kinds()).containsExactly(Factor.Kind.DEAD_LETTERS);
  }

  @Test
  void shouldCountFromTheFirstReportOfAnInstanceThatIsOlder() {
    // When
    second += 5;
    watch.heard(report("a", T.minusSeconds(1), new Counts(1_000, 0, 0, 1_000), 0), now());
    // Then
    assertThat(kinds()).isEmpty();
    // When: of a later one, all is new
    watch.heard(report("b", now(), new Counts(20, 0, 0, 20), 0), now());
    // Then
    assertThat(kinds()).containsExactly(Factor.Kind.DEAD_LETTERS);
  }

  @Test
  void shouldCountReportsWhenTheyWereWrittenAndNotWhenTheyWereRead() {
    // Given: one dead letter a minute
    Instant begun = T.plusSeconds(1_800);
    watch = new AlarmWatch(begun);
    // When
    for (int i = 0; i <= 30; i++) {
      second = 60L * i;
      watch.heard(report("a", T.minusSeconds(1), new Counts(i, 0, 0, i), 0), begun);
    }
    // Then
    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldNotCountAnewWhatAnInstanceHadCountedThatWasSilentForLong() {
    // Given: it loses its tasks, and gets some back
    heard("a", 1, Counts.NONE, 0);
    heard("a", 5, new Counts(100, 0, 50, 50), 0);
    assertThat(kinds()).hasSize(1);
    second += 3_700;
    assertThat(kinds()).containsExactly(Factor.Kind.DEAD_LETTERS);
    second += 301;
    assertThat(kinds()).isEmpty();
    // When
    heard("a", 0, new Counts(100, 0, 50, 50), 0);
    // Then
    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldGoOnCountingWhereAClockWasSetBack() {
    // Given
    heard("a", 1, Counts.NONE, 0);
    // When
    second += 5;
    Counts counted = new Counts(100, 0, 80, 20);
    Instant minuteAgo = now().minusSeconds(60);
    watch.heard(new TrafficReport("a", T, counted, 0, Map.of(), minuteAgo), now());
    // Then
    assertThat(kinds()).containsExactly(Factor.Kind.DEAD_LETTERS);
  }

  @Test
  void shouldTakeNoReportTwice() {
    // Given
    heard("a", 1, Counts.NONE, 0);
    heard("a", 5, new Counts(100, 0, 94, 6), 0);
    // When
    TrafficReport again = report("a", T, new Counts(100, 0, 94, 6), 0);
    watch.heard(report("a", T, Counts.NONE, 0), now());
    watch.heard(again, now());
    // Then
    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldTellReviewsPastTheirDeadlineInTheirOwnDomain() {
    // Given
    watch.heard(reviews(0, 0), now());
    second += 5;
    // When
    watch.heard(reviews(20, 5), now());
    // Then
    assertThat(factors("p"))
        .singleElement()
        .satisfies(
            factor -> {
              assertThat(factor.kind()).isEqualTo(Factor.Kind.REVIEWS);
              assertThat(factor.key()).isEqualTo("reviews@p");
              assertThat(factor.what()).contains("5 of 25 reviews of policy 'p'");
            });
    assertThat(factors("another")).isEmpty();
    // When
    second += 1_810;
    assertThat(kinds()).hasSize(1);
    second += 1_800;
    // Then
    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldNotTellFewLateReviewsAmongMany() {
    watch.heard(reviews(0, 0), now());
    second += 5;
    watch.heard(reviews(95, 5), now());

    assertThat(kinds()).isEmpty();
  }

  @Test
  void shouldTellThatMetersDoNotBalanceOnceThatHasLasted() {
    // When: of a hundred requests three are missing
    int i = 0;
    while (second < 90 * 60) {
      i++;
      heard("a", 10, new Counts(100L * i, 5L * i, 80L * i, 2L * i), 10L * i);
      assertThat(kinds()).isEmpty();
    }
    while (second < 95 * 60) {
      i++;
      heard("a", 10, new Counts(100L * i, 5L * i, 80L * i, 2L * i), 10L * i);
      factors("p");
    }
    // Then
    assertThat(kinds()).containsExactly(Factor.Kind.BALANCE);
  }

  /** One is silent for 25 seconds, over and over, as where instances keep dying. */
  @Test
  void shouldLookAtTheBalanceThoughItIsNeverSureWhatWaits() {
    // When: of a hundred requests three are missing
    for (int i = 1; second < 120 * 60; i++) {
      heard("dying-" + i, 1, Counts.NONE, 0);
      heard("a", 12, new Counts(100L * i, 5L * i, 80L * i, 2L * i), 10L * i);
      factors("p");
      heard("a", 12, new Counts(100L * i, 5L * i, 80L * i, 2L * i), 10L * i);
      factors("p");
    }
    // Then
    assertThat(kinds()).containsExactly(Factor.Kind.BALANCE);
  }

  @Test
  void shouldGoByWhatIsReportedLastWhereNothingIsCountedAndAClockWasSetBack() {
    // Given: a hundred requests wait for people
    TrafficBook book = new TrafficBook(T);
    second = 60;
    TrafficReport report = report("a", T.minusSeconds(1), new Counts(100, 0, 0, 0), 100);
    book.add(report, now());
    book.tick(now());
    // When: its clock is an hour behind
    second = 120;
    Instant behind = now().minusSeconds(3_600);
    book.add(new TrafficReport("a", report.since(), report.counts(), 100, Map.of(), behind), now());
    book.tick(now());
    // Then: it is not taken for one that has gone
    assertThat(book.difference(Alarm.BALANCE.window(), now())).isZero();
  }

  @Test
  void shouldBalanceWherePendingTasksMoveFromOneInstanceToAnother() {
    // When
    for (int i = 0; i < 1_000; i++) {
      boolean moved = i > 100;
      if (!moved) {
        heard("a", 0, new Counts(100, 0, 0, 0), 100);
      }
      heard("b", 10, Counts.NONE, moved ? 100 : 0);
      // Then
      assertThat(kinds()).isEmpty();
    }
  }

  @Test
  void shouldNotTakeWhatACrashHasLostForMore() {
    // When: a hundred requests are read and never heard of again
    for (int i = 0; i < 1_000; i++) {
      heard("a", 10, new Counts(i < 10 ? 0 : 100, 0, 0, 0), 0);
      // Then
      assertThat(kinds()).isEmpty();
    }
  }

  @Test
  void shouldGoOnWithWhatAnOpenIncidentSaysAfterARestart() {
    // Given
    heard("a", 1, Counts.NONE, 0);
    heard("a", 5, new Counts(100, 0, 0, 100), 0);
    Factor raised = factors("p").get(0);
    Incident open =
        Incident.after(
            null,
            new Sighting("d", POLICY, DegradationLevel.NORMAL, List.of(raised), now()),
            "owner");
    // When
    second += 10;
    watch = new AlarmWatch(now());
    watch.remember(open);
    // Then
    assertThat(factors("p")).containsExactly(raised);
    second += 299;
    assertThat(factors("p")).containsExactly(raised);
    second += 1;
    assertThat(kinds()).isEmpty();
  }

  private List<Factor> factors(String policy) {
    watch.look(now());
    return watch.factors(policy);
  }

  private List<Factor.Kind> kinds() {
    return factors("p").stream().map(Factor::kind).toList();
  }

  /** So long after the last one. */
  private void heard(String instance, long after, Counts counts, long pending) {
    second += after;
    watch.heard(report(instance, T.plusSeconds(1), counts, pending), now());
  }

  private TrafficReport report(String instance, Instant since, Counts counts, long pending) {
    return new TrafficReport(instance, since, counts, pending, Map.of(), now());
  }

  private TrafficReport reviews(long answered, long overdue) {
    return new TrafficReport(
        "a", T, Counts.NONE, 0, Map.of("p", new Reviews(answered, overdue)), now());
  }

  private Instant now() {
    return T.plusSeconds(second);
  }
}
