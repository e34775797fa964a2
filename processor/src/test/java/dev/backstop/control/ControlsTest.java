package dev.backstop.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldHaveNothingForAnyDomainWhereNothingIsSet() {
    assertThat(Controls.NONE.forDomain("loans")).isSameAs(Switches.NONE);
    assertThat(Controls.NONE.forDomain("loans").none()).isTrue();
  }

  @Test
  void shouldReplaceWhatIsSetForTheSameSwitchAndTakeItBack() {
    // Given
    Control first = control("loans", new Switch.Off("a"), 10);
    Control second = control("loans", new Switch.On("a"), 20);
    // When
    Controls set = Controls.NONE.with(first).with(second);
    // Then
    assertThat(set.all()).containsExactly(second);
    assertThat(set.at("tier/a", "loans")).contains(second);
    assertThat(
            set.with(Control.of("loans", new Switch.Normal("tier/a"), "o", "w", NOW, null)).all())
        .isEmpty();
  }

  @Test
  void shouldKeepSwitchesOfOtherTiersAndDomains() {
    // Given
    Controls set =
        Controls.NONE
            .with(control("loans", new Switch.Off("a"), 10))
            .with(control("loans", new Switch.Off("b"), 10))
            .with(control("cards", new Switch.Off("a"), 10));
    // When
    Controls left = set.with(Control.of("loans", new Switch.Normal("tier/a"), "o", "w", NOW, null));
    // Then
    assertThat(left.all()).extracting(Control::key).containsExactly("tier/a@cards", "tier/b@loans");
  }

  @Test
  void shouldDropWhatHasExpired() {
    // Given
    Control brief = control("loans", new Switch.Stop(), 1);
    Control lasting = control("cards", new Switch.Stop(), 10);
    // When
    Controls left = Controls.NONE.with(brief).with(lasting).holding(NOW.plusSeconds(1));
    // Then
    assertThat(left.all()).containsExactly(lasting);
  }

  @Test
  void shouldTakeTheDomainsOwnShareBeforeThatOfEveryDomainWhileItLasts() {
    // Given
    Controls set =
        Controls.NONE
            .with(control("*", new Switch.AuditRate(0.1), 60))
            .with(control("loans", new Switch.AuditRate(0.0), 1))
            .with(control("*", new Switch.CanaryShare(0.25), 60));
    // Then
    assertThat(set.forDomain("loans").auditRate(0.5, NOW)).hasValue(0.0);
    assertThat(set.forDomain("loans").auditRate(0.5, NOW.plusSeconds(1))).hasValue(0.1);
    assertThat(set.forDomain("cards").auditRate(0.5, NOW)).hasValue(0.1);
    assertThat(set.forDomain("loans").canaryShare(NOW)).hasValue(0.25);
    assertThat(set.forDomain("loans").canaryShare(NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void shouldApplyAControlOfEveryDomainWhereItIsLet() {
    // Given
    Control stop = control("*", new Switch.Stop(), 10);
    Leave leave = new Leave(Set.of("loans"), Map.of("cards", "not hers"));
    // When
    Controls set = Controls.NONE.with(control("cards", new Switch.Off("a"), 10)).with(stop, leave);
    // Then
    assertThat(set.forDomain("loans")).isEqualTo(Controls.NONE.with(stop).forDomain("loans"));
    assertThat(set.forDomain("any else")).isEqualTo(set.forDomain("loans"));
    assertThat(set.forDomain("cards").none()).isFalse();
    assertThat(set.reaches(stop, "cards")).isFalse();
    assertThat(set.without(stop).leave(stop)).isEqualTo(Leave.EVERYWHERE);
    assertThat(set.holding(NOW.plusSeconds(9)).leave(stop)).isEqualTo(leave);
  }

  @Test
  void shouldTellSwitchesApartByWhatTheyHold() {
    // Given
    Control stop = control("loans", new Switch.Stop(), 10);
    Controls set = Controls.NONE.with(stop);
    // Then
    assertThat(set.forDomain("loans")).isEqualTo(Controls.NONE.with(stop).forDomain("loans"));
    assertThat(set.forDomain("loans")).isNotEqualTo(set.forDomain("cards"));
    assertThat(set.with(control("cards", new Switch.Stop(), 10)).forDomain("loans"))
        .isEqualTo(set.forDomain("loans"));
  }

  @Test
  void shouldHoldWhatThePlaybookOfThePolicyForAnyDomainSetsForRequestsUnderThatPolicyAlone() {
    // Given
    Control stop = ofPlaybook("*", new Switch.Stop());
    Control own = control("cards", new Switch.Off("a"), 10);
    Controls set = Controls.NONE.with(stop).with(own);
    // Then
    assertThat(set.forDomain("*").none()).isFalse();
    assertThat(set.forDomain("loans", "*")).isEqualTo(set.forDomain("*"));
    assertThat(set.forDomain("loans", "loans").none()).isTrue();
    assertThat(set.forDomain("cards", "cards"))
        .isEqualTo(Controls.NONE.with(own).forDomain("cards"));
    assertThat(set.forDomain("cards", "*")).isNotEqualTo(set.forDomain("cards", "cards"));
    assertThat(stop.inWords())
        .isEqualTo("everything goes to people in every domain that has no policy of its own");
  }

  @Test
  void shouldHoldWhatAPersonSetsForEveryDomainForEachOfThem() {
    // Given
    Controls set = Controls.NONE.with(control("*", new Switch.Stop(), 10));
    // Then
    assertThat(set.forDomain("loans", "loans").none()).isFalse();
    assertThat(set.forDomain("loans", "*").none()).isFalse();
  }

  @Test
  void shouldTakeAPersonsSwitchForEveryDomainBeforeAPlaybooksForOne() {
    // Given
    Controls set =
        Controls.NONE
            .with(ofPlaybook("loans", new Switch.AuditRate(0.3)))
            .with(control("*", new Switch.AuditRate(0.1), 10));
    // Then
    assertThat(set.forDomain("loans").auditRate(0, NOW)).hasValue(0.1);
    assertThat(set.forDomain("loans").auditRate(0, NOW.plusSeconds(10))).hasValue(0.3);
  }

  @Test
  void shouldLetAPlaybookRaiseTheRateOfAuditsAndNeverLowerIt() {
    Controls set = Controls.NONE.with(ofPlaybook("loans", new Switch.AuditRate(0.05)));

    assertThat(set.forDomain("loans").auditRate(0.01, NOW)).hasValue(0.05);
    assertThat(set.forDomain("loans").auditRate(0.2, NOW)).hasValue(0.2);
  }

  private static Control ofPlaybook(String domain, Switch set) {
    return Control.of(domain, set, "playbook:p", "a run", NOW, NOW.plusSeconds(60));
  }

  private static Control control(String domain, Switch set, long seconds) {
    return Control.of(domain, set, "olga", "a test", NOW, NOW.plusSeconds(seconds));
  }
}
