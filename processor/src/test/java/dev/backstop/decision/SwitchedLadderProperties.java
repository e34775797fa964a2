package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Standing;
import dev.backstop.control.Switch;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.TierKind;
import dev.backstop.guard.Breakers;
import dev.backstop.judge.Rulings;
import dev.backstop.policy.Condition;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Rule;
import dev.backstop.policy.Tier;
import dev.backstop.policy.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What operators' switches do to a climb, whatever ladder and switches there are. */
class SwitchedLadderProperties {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = NOW.plusSeconds(60);

  @Property
  void shouldAskNoTierThatIsBarredAndNameTheControlOnIt(
      @ForAll("ladders") List<Tier> ladder, @ForAll("controls") List<Control> controls) {
    // Given
    Controls set = all(controls);
    // When
    List<Attempt> attempts = climbed(ladder, set, NOW);
    // Then
    for (Standing tier : Standing.of(policy(ladder), set.forDomain("loans"), NOW)) {
      attempts.stream()
          .filter(attempt -> attempt.tier().equals(tier.tier()))
          .filter(attempt -> tier.state() == Standing.State.PASSED_BY)
          .forEach(
              attempt -> {
                assertThat(attempt.reason()).isEqualTo(Reason.POLICY_FORCED);
                assertThat(attempt.control()).isEqualTo(tier.control());
                assertThat(attempt.model()).isNull();
                assertThat(attempt.label()).isNull();
              });
    }
  }

  @Property
  void shouldClimbAsIfNothingHadBeenSetOnceAllHasExpired(
      @ForAll("ladders") List<Tier> ladder, @ForAll("controls") List<Control> controls) {
    assertThat(climbed(ladder, all(controls), END)).isEqualTo(climbed(ladder, Controls.NONE, END));
  }

  @Property
  void shouldLeaveOtherDomainsAlone(
      @ForAll("ladders") List<Tier> ladder, @ForAll("controls") List<Control> controls) {
    // Given
    List<Control> elsewhere = new ArrayList<>();
    controls.forEach(
        control -> elsewhere.add(Control.of("cards", control.set(), "o", "w", NOW, END)));
    // Then
    assertThat(climbed(ladder, all(elsewhere), NOW)).isEqualTo(climbed(ladder, Controls.NONE, NOW));
  }

  @Property
  void shouldGiveEverythingToPeopleWhereAStopIsSet(
      @ForAll("ladders") List<Tier> ladder, @ForAll("controls") List<Control> controls) {
    // Given
    Controls set = all(controls).with(Control.of("*", new Switch.Stop(), "o", "w", NOW, END));
    // Then
    assertThat(climbed(ladder, set, NOW))
        .filteredOn(attempt -> attempt.tierKind() != TierKind.HUMAN)
        .filteredOn(attempt -> attempt.tierKind() != TierKind.DEFAULT)
        .allSatisfy(attempt -> assertThat(attempt.reason()).isEqualTo(Reason.POLICY_FORCED));
  }

  @Property
  void shouldAskAForcedTierFirstOfAllThatAreNoRules(
      @ForAll("ladders") List<Tier> ladder, @ForAll("models") String forced) {
    // Given
    Controls set =
        Controls.NONE.with(Control.of("loans", new Switch.Force(forced), "o", "w", NOW, END));
    // When
    List<Attempt> attempts = climbed(ladder, set, NOW);
    // Then
    if (policy(ladder).indexOf(forced) >= 0) {
      assertThat(attempts)
          .filteredOn(attempt -> attempt.reason() != Reason.POLICY_FORCED)
          .filteredOn(attempt -> attempt.tierKind() != TierKind.RULES)
          .first()
          .extracting(Attempt::tier)
          .isEqualTo(forced);
    } else {
      assertThat(attempts).isEqualTo(climbed(ladder, Controls.NONE, NOW));
    }
  }

  /** All attempts of a climb in which every model is sure of itself, but not as sure as wanted. */
  private static List<Attempt> climbed(List<Tier> ladder, Controls set, Instant now) {
    Case on =
        Case.opened(request(), new SourcePosition("requests", 0, 0), policy(ladder))
            .under(set.forDomain("loans"), Rulings.NONE, Breakers.NONE);
    return Rehearsal.climb(
            on,
            (tier, model) ->
                new Rehearsal.Answer(
                    null, new Outcome.Scored(new Score("yes", Map.of("yes", 0.5), 0.5, 0.5)), 0),
            now)
        .attempts();
  }

  private static Controls all(List<Control> controls) {
    Controls set = Controls.NONE;
    for (Control control : controls) {
      set = set.with(control);
    }
    return set;
  }

  @Provide
  Arbitrary<List<Tier>> ladders() {
    Arbitrary<Tier> rules =
        Combinators.combine(Arbitraries.of("r1", "r2"), Arbitraries.of(true, false))
            .as(
                (name, enabled) ->
                    new Tier.Rules(
                        name,
                        List.of(new Rule("never", new Never(), new Rule.Then.Reject())),
                        false,
                        enabled));
    Arbitrary<Tier> models =
        Combinators.combine(models(), Arbitraries.of(true, false))
            .as(
                (name, enabled) ->
                    new Tier.Model(name, "m-" + name, 0.9, Duration.ofMillis(100), enabled));
    return Combinators.combine(
            Arbitraries.frequencyOf(
                    net.jqwik.api.Tuple.of(1, rules), net.jqwik.api.Tuple.of(2, models))
                .list()
                .uniqueElements(Tier::name)
                .ofMinSize(1)
                .ofMaxSize(5),
            Arbitraries.of(true, false))
        .as(
            (machines, people) -> {
              List<Tier> ladder = new ArrayList<>(machines);
              if (people) {
                ladder.add(
                    new Tier.Human(
                        "human",
                        List.of("yes", "no"),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        5,
                        Set.of()));
              }
              ladder.add(new Tier.Default("default", "no"));
              return ladder;
            });
  }

  @Provide
  Arbitrary<String> models() {
    return Arbitraries.of("m1", "m2", "m3");
  }

  @Provide
  Arbitrary<List<Control>> controls() {
    Arbitrary<String> tiers = Arbitraries.of("r1", "r2", "m1", "m2", "m3", "human", "default");
    Arbitrary<Switch> switches =
        Arbitraries.oneOf(
            Arbitraries.just(new Switch.Stop()),
            tiers.map(Switch.Force::new),
            tiers.map(Switch.Off::new),
            tiers.map(Switch.On::new),
            Arbitraries.just(new Switch.AuditRate(0.5)));
    return Combinators.combine(Arbitraries.of("loans", "*"), switches)
        .as((domain, set) -> Control.of(domain, set, "o", "w", NOW, END))
        .list()
        .ofMaxSize(5);
  }

  /** A condition that holds for nothing. */
  private record Never() implements Condition {
    @Override
    public String text() {
      return "false";
    }

    @Override
    public Truth test(Features features) {
      return Truth.NO;
    }
  }

  private static Policy policy(List<Tier> ladder) {
    return new Policy(
        new PolicyRef("p", "1", "a".repeat(64)),
        "loans",
        Duration.ofHours(1),
        ladder,
        OnReview.WAIT,
        OnTimeout.DEFAULT,
        Map.of());
  }

  private static Request request() {
    return new Request(
        "r",
        "loans",
        null,
        new Features(Map.of()),
        null,
        NOW,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }
}
