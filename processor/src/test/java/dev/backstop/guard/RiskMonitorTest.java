package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Row D5. */
class RiskMonitorTest {

  private static final List<Double> MULTIPLES = List.of(1.5, 2.0, 3.0, 5.0);

  @Test
  void shouldAlarmAtTheKnownLabelsOfD5() {
    // Then
    assertThat(firstAlarm(1_000)).isEqualTo(250);
    assertThat(firstAlarm(10_000)).isEqualTo(280);
  }

  @Test
  void shouldCallAShortRunOfErrorsASpikeAndALongOneDegradedAndNormalAgainAfterwards() {
    // Given: at first half of what is tolerable
    RiskMonitor monitor = new RiskMonitor(RiskTerms.usual(.02));
    for (int i = 1; i <= 500; i++) {
      assertThat(monitor.record(i % 100 == 0)).isEqualTo(RiskLevel.NORMAL);
    }
    // When: eight wrong answers in a row make 13 of 500, whose lower bound is below 2 %
    RiskLevel soon = RiskLevel.NORMAL;
    for (int i = 0; i < 8; i++) {
      soon = monitor.record(true);
    }
    RiskLevel later = soon;
    for (int i = 0; i < 8; i++) {
      later = monitor.record(true);
    }
    RiskLevel well = later;
    for (int i = 0; i < 500; i++) {
      well = monitor.record(false);
    }
    // Then
    assertThat(ClopperPearson.lower(13, 500, .01)).isLessThan(.02);
    assertThat(soon).isEqualTo(RiskLevel.SPIKE);
    assertThat(later).isEqualTo(RiskLevel.DEGRADED);
    assertThat(well).isEqualTo(RiskLevel.NORMAL);
  }

  @Test
  void shouldRememberTheNewestLabelsAlone() {
    // Given
    RiskMonitor monitor = new RiskMonitor(new RiskTerms(.02, MULTIPLES, 1e4, 3, 5, .01));
    // When
    for (boolean wrong : new boolean[] {true, true, true, false, true, false, false}) {
      monitor.record(wrong);
    }
    // Then
    assertThat(monitor.lasting()).isEqualTo(new Evidence(5, 2));
  }

  @Test
  void shouldHardlyAlarmOnAModelThatIsJustTolerable() {
    // Given: by theorem a run of 10⁴ labels or more on average; fixed seeds, 40 runs of 1000
    int alarms = 0;
    // When
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      RiskMonitor monitor = new RiskMonitor(RiskTerms.usual(.02));
      boolean alarmed = false;
      for (int i = 0; i < 1_000; i++) {
        monitor.record(random.nextDouble() < .02);
        alarmed |= monitor.detector() >= 1e4;
      }
      alarms += alarmed ? 1 : 0;
    }
    // Then: 1000/10⁴ of 40 are 4; three standard errors more
    assertThat(alarms).isLessThanOrEqualTo(9);
  }

  @Test
  void shouldRefuseARiskWhoseMultiplesAreNoShares() {
    // Then
    assertThatThrownBy(() -> RiskTerms.usual(.2))
        .hasMessageContaining("each times tolerable is below 1")
        .hasMessageContaining("with tolerable 0.2");
    assertThatThrownBy(() -> new RiskTerms(.02, List.of(), 1, 50, 10, 0))
        .hasMessageContaining("multiples")
        .hasMessageContaining("alarm")
        .hasMessageContaining("lasting must be 50 or more")
        .hasMessageContaining("delta");
  }

  @Test
  void shouldGoOnFromWhatItRemembersAsIfNothingHadBeen() {
    // Given
    RiskTerms terms = new RiskTerms(.02, MULTIPLES, 1e4, 5, 20, .01);
    Random random = new Random(7);
    RiskMonitor monitor = new RiskMonitor(terms);
    for (int i = 0; i < 50; i++) {
      monitor.record(random.nextDouble() < .2);
    }
    // When
    RiskMonitor again = new RiskMonitor(terms, monitor.memory(0));
    // Then
    for (int i = 0; i < 50; i++) {
      boolean wrong = random.nextDouble() < .2;
      assertThat(again.record(wrong)).isEqualTo(monitor.record(wrong));
      assertThat(again.detector()).isEqualTo(monitor.detector());
      assertThat(again.lasting()).isEqualTo(monitor.lasting());
    }
  }

  @Test
  void shouldLookAnewAtTheNewestLabelsUnderOtherTerms() {
    // Given
    RiskMonitor monitor = new RiskMonitor(new RiskTerms(.02, MULTIPLES, 1e4, 5, 20, .01));
    for (int i = 0; i < 30; i++) {
      monitor.record(i % 3 == 0);
    }
    RiskTerms others = new RiskTerms(.1, MULTIPLES, 1e4, 5, 10, .01);
    // When
    RiskMonitor again = new RiskMonitor(others, monitor.memory(0));
    // Then
    RiskMonitor fresh = new RiskMonitor(others);
    for (int i = 20; i < 30; i++) {
      fresh.record(i % 3 == 0);
    }
    assertThat(again.detector()).isEqualTo(fresh.detector());
    assertThat(again.lasting()).isEqualTo(fresh.lasting());
  }

  private static int firstAlarm(double alarm) {
    RiskMonitor monitor = new RiskMonitor(new RiskTerms(.02, MULTIPLES, alarm, 50, 500, .01));
    for (int label = 1; label <= 1_000; label++) {
      monitor.record(label > 200 && label % 10 == 0);
      if (monitor.detector() >= alarm) {
        return label;
      }
    }
    return -1;
  }
}
