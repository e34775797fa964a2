package dev.backstop.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.Guarded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldHaveNoProblemWithASoundControl() {
    // Given
    Control control = control(new Switch.Stop(), "olga", "a fire", NOW.plusSeconds(60));
    // Then
    assertThat(control.problems("stop@loans", NOW)).isEmpty();
    assertThat(control.id()).matches("[0-9a-f]{16}");
  }

  @Test
  void shouldTellEveryProblemAtOnce() {
    // Given
    Control control =
        new Control(
            "0000000000000000",
            " ",
            new Switch.AuditRate(Double.NaN),
            "",
            "x".repeat(1_001),
            NOW.plus(Duration.ofHours(1)),
            null);
    // When
    List<String> problems = control.problems("stop@loans", NOW);
    // Then
    assertThat(problems)
        .containsExactly(
            "its key must be 'audit-rate@ '",
            "its id is not that of its contents",
            "it names no domain; '*' stands for every one",
            "it does not say who",
            "its 'why' is longer than 1000 characters",
            "its share must be from 0 to 1",
            "it was issued in the future",
            "it has no end: name when it expires");
  }

  @Test
  void shouldBoundHowLongAControlLasts() {
    // Given
    Instant longest = NOW.plus(Control.LONGEST);
    // Then
    assertThat(control(new Switch.Stop(), "o", "w", longest).problems("stop@loans", NOW)).isEmpty();
    assertThat(
            control(new Switch.Stop(), "o", "w", longest.plusMillis(1)).problems("stop@loans", NOW))
        .singleElement()
        .asString()
        .startsWith("it is to last longer than 7 days");
    assertThat(control(new Switch.Stop(), "o", "w", NOW).problems("stop@loans", NOW))
        .containsExactly("it ends before it begins");
  }

  @Test
  void shouldAskForNoEndOfAReturnToNormal() {
    // Given
    Switch normal = new Switch.Normal("tier/primary");
    // Then
    assertThat(control(normal, "o", "w", null).problems("tier/primary@loans", NOW)).isEmpty();
    assertThat(control(normal, "o", "w", NOW.plusSeconds(1)).problems("tier/primary@loans", NOW))
        .containsExactly("a return to normal has no end, but it names one");
    assertThat(control(new Switch.Normal("lights"), "o", "w", null).problems("lights@loans", NOW))
        .containsExactly("there is no switch 'lights'");
  }

  @Test
  void shouldGiveTwoControlsOneIdOnlyIfTheyAreTheSame() {
    // Given
    Control one = control(new Switch.Off("a"), "b", "c", NOW.plusSeconds(1));
    // Then
    assertThat(control(new Switch.Off("a"), "b", "c", NOW.plusSeconds(1)).id()).isEqualTo(one.id());
    assertThat(control(new Switch.On("a"), "b", "c", NOW.plusSeconds(1)).id())
        .isNotEqualTo(one.id());
    assertThat(control(new Switch.Off("a"), "bc", "", NOW.plusSeconds(1)).canonical())
        .isNotEqualTo(control(new Switch.Off("a"), "b", "c", NOW.plusSeconds(1)).canonical());
  }

  @Test
  void shouldHoldUntilItExpiresAndNoLonger() {
    // Given
    Control control = control(new Switch.Stop(), "o", "w", NOW.plusSeconds(1));
    // Then
    assertThat(control.holds(NOW.plusMillis(999))).isTrue();
    assertThat(control.holds(NOW.plusMillis(1_000))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Switch.Kind.class)
  void shouldReadEverySwitchFromItsParts(Switch.Kind kind) {
    // Given
    List<String> problems = new ArrayList<>();
    String slot =
        switch (kind) {
          case STOP, NORMAL -> "stop";
          case FORCE -> "force";
          case TIER_OFF, TIER_ON -> "tier/a";
          case CANARY_SHARE -> "canary-share";
          case AUDIT_RATE -> "audit-rate";
          case TIGHTEN -> "tighten";
          case SHED -> "shed";
          case BREAKER_OPEN, BREAKER_CLOSED -> "breaker/m@1|some";
          case APPROVE -> "approve/run";
        };
    // When
    Switch read = SwitchReader.read(kind, slot, "a", 0.5, problems::add);
    // Then
    assertThat(problems).isEmpty();
    assertThat(read).isNotNull();
    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.slot()).isEqualTo(slot);
  }

  @Test
  void shouldReadNoSwitchFromPartsThatDoNotFit() {
    // Given
    List<String> problems = new ArrayList<>();
    // Then
    assertThat(SwitchReader.read(Switch.Kind.FORCE, "force", null, null, problems::add)).isNull();
    assertThat(SwitchReader.read(Switch.Kind.AUDIT_RATE, "audit-rate", null, null, problems::add))
        .isNull();
    assertThat(SwitchReader.read(Switch.Kind.STOP, "force", null, null, problems::add)).isNull();
    assertThat(SwitchReader.read(Switch.Kind.BREAKER_OPEN, "breaker/m", null, null, problems::add))
        .isNull();
    assertThat(problems)
        .containsExactly(
            "it lacks the tier that FORCE needs",
            "it lacks the share that AUDIT_RATE needs",
            "its slot is 'force', but that of its kind is 'stop'",
            "it lacks the model that BREAKER_OPEN needs");
  }

  @Test
  void shouldNotShedFromAnEmptyQueueOn() {
    Switch shed = new Switch.Shed(0.0);

    assertThat(control(shed, "o", "w", NOW.plusSeconds(1)).problems("shed@loans", NOW))
        .containsExactly("its share must be above 0: an empty queue turns nobody away");
    assertThat(
            control(new Switch.Tighten(0.0), "o", "w", NOW.plusSeconds(1))
                .problems("tighten@loans", NOW))
        .isEmpty();
  }

  @Test
  void shouldTakeABreakerForOneInEveryDomain() {
    Switch open = new Switch.OpenBreaker(new Guarded("m", null));

    assertThat(control(open, "o", "w", NOW.plusSeconds(1)).problems("breaker/m|@loans", NOW))
        .containsExactly("a breaker is one for every domain, so its domain must be '*'");
    assertThat(
            Control.of("*", open, "o", "w", NOW, NOW.plusSeconds(1)).problems("breaker/m|@*", NOW))
        .isEmpty();
    assertThat(open.slot())
        .isEqualTo(new Switch.CloseBreaker(new Guarded("m", null)).slot())
        .isNotEqualTo(new Switch.OpenBreaker(new Guarded("m", "s")).slot());
  }

  private static Control control(Switch set, String who, String why, Instant until) {
    return Control.of("loans", set, who, why, NOW, until);
  }
}
