package dev.backstop.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Leave;
import dev.backstop.control.Switch;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.Breakers;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Closed;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.Ramp;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.Shadow;
import dev.backstop.guard.Trial;
import dev.backstop.guard.TripReason;
import dev.backstop.playbook.Run.State;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A playbook against a board that takes its controls, second by second. */
class RunMachineTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final String HEAD =
      """
      format: backstop-policy/1
      name: test
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 2h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m}
        - {tier: default, kind: default, label: "no"}
      playbooks:
      """;
  private static final String PLAIN =
      """
        - playbook: stand-in
          when: {tier: primary}
          actions:
            - {do: FORCE, tier: secondary}
            - {do: NOTIFY, url: "http://hook/SECRET"}
          verify: {calm: 30s, within: 5m}
          escalate: [{do: STOP}, {do: NOTIFY}]
          limit: 1h
      """;
  private static final String TWO_SWITCHES =
      """
        - playbook: stand-in
          when: {tier: primary}
          actions: [{do: FORCE, tier: secondary}, {do: TIGHTEN, by: 0.05}]
          verify: {calm: 30s, within: 5m}
          escalate: [{do: FORCE, tier: human}]
          limit: 1h
      """;
  private static final String APPROVED = PLAIN + "    approval: 10m\n";

  private Policy policy = PolicyTexts.policy(HEAD + PLAIN);
  private Controls board = Controls.NONE;
  private final Map<String, Instant> handedOver = new HashMap<>();
  private final Map<String, Boolean> told = new HashMap<>();
  private final List<Notice> notices = new ArrayList<>();
  private Breakers breakers = Breakers.NONE;
  private boolean refusing;
  private Instant now = T;
  private Run run;
  private Next last;

  @Test
  void shouldActVerifyAndTakeBackWhatItHasSet() {
    // Given
    switchOff("primary");
    begin();
    assertThat(run.id()).isEqualTo("stand-in@loans-20260101T000000Z");
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    assertThat(last.controls())
        .singleElement()
        .satisfies(
            control -> {
              assertThat(control.set()).isEqualTo(new Switch.Force("secondary"));
              assertThat(control.who()).isEqualTo("playbook:stand-in");
              assertThat(control.expiresAt()).isEqualTo(T.plusSeconds(3_600));
              assertThat(control.problems(control.key(), now)).isEmpty();
            });
    // When
    pass(1);
    assertThat(notices).extracting(Notice::url).containsExactly("http://hook/SECRET");
    told.put(notices.get(0).key(), true);
    pass(1);
    assertThat(run.steps())
        .extracting(Step::phase, Step::outcome)
        .containsExactly(tuple(Phase.ACTION, Outcome.DONE), tuple(Phase.ACTION, Outcome.DONE));
    switchOn("primary");
    pass(1);
    pass(29);
    assertThat(run.ended()).isFalse();
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.RESTORED);
    assertThat(run.outcome()).isEqualTo("what set it off has been gone for 30 s");
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
    assertThat(board.at("force", "loans")).isEmpty();
    assertThat(run.awaits()).as("whether it is taken back is yet to be seen").isTrue();
    settle(1);
    assertThat(run.steps().get(2))
        .extracting(Step::phase, Step::what, Step::evidence)
        .containsExactly(
            Phase.VERIFICATION, "it is over", "apart from playbooks the level is NORMAL");
    assertThat(run.steps().get(3))
        .extracting(Step::phase, Step::outcome, Step::evidence)
        .containsExactly(Phase.RESTORE, Outcome.DONE, "it is in force no longer");
    assertThat(run.awaits()).isFalse();
  }

  @Test
  void shouldNotTakeWhatItHasSetItselfForWhatSetItOff() {
    // Given: its own FORCE passes the primary by, and nothing else does any more
    switchOff("primary");
    begin();
    switchOn("primary");
    // Then
    pass(1);
    assertThat(run.calmSince()).isEqualTo(now);
  }

  @Test
  void shouldBeginToCountAnewIfItComesBack() {
    switchOff("primary");
    begin();
    switchOn("primary");
    pass(1);
    switchOff("primary");
    pass(20);
    switchOn("primary");
    pass(1);
    pass(29);
    assertThat(run.ended()).isFalse();
    pass(1);
    assertThat(run.state()).isEqualTo(State.RESTORED);
  }

  @Test
  void shouldEscalateOnceWhereItIsNotOverInTimeAndStillRestore() {
    // Given
    switchOff("primary");
    begin();
    pass(1);
    // When
    pass(298);
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.ESCALATED);
    assertThat(last.controls()).extracting(Control::set).containsExactly(new Switch.Stop());
    assertThat(run.steps())
        .filteredOn(step -> step.phase() == Phase.ESCALATION)
        .extracting(Step::what, Step::evidence)
        .containsExactly(
            tuple("escalated", "it was not over within 300 s"),
            tuple("send everything to people", null),
            tuple("tell the topic", null));
    pass(1);
    pass(100);
    assertThat(last.controls()).as("once").isEmpty();
    switchOn("primary");
    pass(1);
    pass(30);
    assertThat(run.state()).isEqualTo(State.RESTORED);
    assertThat(board.all()).isEmpty();
  }

  @Test
  void shouldEscalateAtOnceWhereAnActionFails() {
    // Given
    refusing = true;
    switchOff("primary");
    begin();
    // When
    pass(9);
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.ESCALATED);
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.steps().get(0).evidence()).contains("did not come into force within 10 s");
  }

  @Test
  void shouldNotTakeThePlaceOfWhatAPersonHasSetNorTakeItBack() {
    // Given
    switchOff("primary");
    set(new Switch.Force("human"), "olga");
    // When
    begin();
    // Then
    assertThat(last.controls()).isEmpty();
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.LEFT);
    assertThat(run.steps().get(0).evidence())
        .isEqualTo("olga has set that the ladder begins at tier 'human'");
    assertThat(board.at("force", "loans")).isPresent();
  }

  @Test
  void shouldNotOverruleWhatAPersonHasSetForEveryDomain() {
    // Given
    switchOff("primary");
    set("*", new Switch.Force("human"), "olga");
    // When
    begin();
    // Then
    assertThat(last.controls()).isEmpty();
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.LEFT);
    assertThat(run.steps().get(0).evidence()).startsWith("olga has set");
  }

  @Test
  void shouldNotBeKeptFromItsOwnDomainByThePlaybookOfThePolicyForAnyDomain() {
    switchOff("primary");
    set("*", new Switch.Force("human"), "playbook:other");

    begin();

    assertThat(last.controls()).extracting(Control::domain).containsExactly("loans");
  }

  @Test
  void shouldNotSetAgainWhatAPersonHasTakenBack() {
    // Given: the escalation wants the same switch as the action
    policy = PolicyTexts.policy(HEAD + PLAIN.replace("{do: STOP}", "{do: FORCE, tier: human}"));
    switchOff("primary");
    begin();
    pass(1);
    clear("force", "olga");
    // When
    pass(299);
    // Then
    assertThat(run.state()).isEqualTo(State.ESCALATED);
    assertThat(last.controls()).isEmpty();
    Step left = run.steps().get(run.steps().size() - 2);
    assertThat(left.outcome()).isEqualTo(Outcome.LEFT);
    assertThat(left.evidence()).isEqualTo("somebody has taken back what the run had set there");
    pass(60);
    assertThat(last.controls()).as("nor later").isEmpty();
  }

  @Test
  void shouldSetWhatItHasLeftToAnotherPlaybookOnceThatNoLongerWantsIt() {
    // Given
    switchOff("primary");
    set(new Switch.Force("human"), "playbook:other");
    begin();
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.LEFT);
    pass(10);
    assertThat(last.controls()).isEmpty();
    // When
    clear("force", "playbook:other");
    pass(1);
    // Then
    assertThat(last.controls())
        .singleElement()
        .satisfies(
            control -> {
              assertThat(control.set()).isEqualTo(new Switch.Force("secondary"));
              assertThat(control.expiresAt()).isEqualTo(T.plusSeconds(3_600));
            });
    pass(1);
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void shouldNotSetWhatItHasLeftToAPersonOnceThatHasTakenItBack() {
    switchOff("primary");
    set(new Switch.Force("human"), "olga");
    begin();
    clear("force", "olga");

    pass(1);

    assertThat(last.controls()).isEmpty();
  }

  @Test
  void shouldLeaveAtItsEndWhatAPersonHasChangedMeanwhile() {
    // Given
    switchOff("primary");
    begin();
    pass(1);
    set(new Switch.Force("primary"), "olga");
    switchOn("primary");
    // When
    pass(1);
    pass(30);
    // Then
    assertThat(run.state()).isEqualTo(State.RESTORED);
    assertThat(last.controls()).isEmpty();
    assertThat(board.at("force", "loans").orElseThrow().who()).isEqualTo("olga");
  }

  @Test
  void shouldWaitForAnApprovalAndActOnIt() {
    // Given
    policy = PolicyTexts.policy(HEAD + APPROVED);
    switchOff("primary");
    begin();
    assertThat(run.state()).isEqualTo(State.WAITING);
    assertThat(last.controls()).isEmpty();
    pass(60);
    // When
    set(new Switch.Approve(run.id()), "olga");
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    assertThat(run.steps().get(1).what()).isEqualTo("approved by olga");
    assertThat(last.controls()).hasSize(1);
  }

  @Test
  void shouldSetNothingThatNobodyHasApprovedOf() {
    // Given
    policy = PolicyTexts.policy(HEAD + APPROVED);
    switchOff("primary");
    begin();
    set(new Switch.Approve("another@loans-20260101T000000Z"), "olga");
    set(new Switch.Approve(run.id()), "playbook:another");
    // When
    pass(599);
    assertThat(run.state()).isEqualTo(State.WAITING);
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.ABANDONED);
    assertThat(last.controls()).isEmpty();
    assertThat(run.steps())
        .extracting(Step::phase, Step::what)
        .containsExactly(
            tuple(Phase.APPROVAL, "tell the topic and http://hook"),
            tuple(Phase.ESCALATION, "tell the topic"));
  }

  @Test
  void shouldEndWhenItsTimeIsOverWhateverHasComeOfIt() {
    switchOff("primary");
    begin();
    pass(1);
    pass(400);
    pass(3_199);
    assertThat(run.state()).isEqualTo(State.EXPIRED);
    assertThat(board.holding(now).at("force", "loans")).isEmpty();
  }

  @Test
  void shouldTakeBackWhatItHasSetWhenThePolicyNoLongerHasIt() {
    switchOff("primary");
    begin();
    pass(1);

    last = RunMachine.withdrawn(run, "the policy no longer has this playbook", seen(), "o");

    assertThat(last.run().state()).isEqualTo(State.ABANDONED);
    assertThat(last.run().outcome()).isEqualTo("the policy no longer has this playbook");
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
  }

  @Test
  void shouldTakeBackWhatANewVersionNoLongerSaysAndLeaveWhatItDoes() {
    // Given
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES);
    switchOff("primary");
    begin();
    pass(1);
    Control kept = board.at("tighten", "loans").orElseThrow();
    // When
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES.replace("{do: FORCE, tier: secondary}, ", ""));
    pass(1);
    // Then
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
    assertThat(board.all()).filteredOn(Control::ofPlaybook).containsExactly(kept);
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    pass(1);
    assertThat(last.controls()).as("once").isEmpty();
    assertThat(run.steps())
        .extracting(Step::phase, Step::what, Step::outcome)
        .contains(
            tuple(Phase.RESTORE, "no longer: begin the ladder at tier 'secondary'", Outcome.DONE));
    pass(297);
    assertThat(last.controls())
        .as("nobody else has taken it back: the escalation may set it")
        .extracting(Control::set)
        .containsExactly(new Switch.Force("human"));
  }

  @Test
  void shouldSetASwitchAsANewVersionSaysWithoutTakingItBackInBetween() {
    // Given
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES);
    switchOff("primary");
    begin();
    pass(1);
    // When
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES.replace("by: 0.05", "by: 0.1"));
    pass(1);
    // Then
    assertThat(last.controls())
        .singleElement()
        .satisfies(
            control -> {
              assertThat(control.set()).isEqualTo(new Switch.Tighten(0.1));
              assertThat(control.expiresAt()).isEqualTo(T.plusSeconds(3_600));
            });
    pass(1);
    assertThat(last.controls()).as("once").isEmpty();
    switchOn("primary");
    pass(1);
    pass(30);
    assertThat(board.all()).as("and takes it back at its end").isEmpty();
  }

  @Test
  void shouldTakeBackWhatANewVersionNoLongerSaysBeforeItWasSeen() {
    // Given
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES);
    switchOff("primary");
    refusing = true;
    begin();
    // When
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES.replace("{do: FORCE, tier: secondary}, ", ""));
    pass(1);
    // Then
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
    assertThat(run.steps().get(0).outcome()).as("it has not failed").isEqualTo(Outcome.LEFT);
  }

  @Test
  void shouldTakeBackForAllWhatTheInstanceThatGoesOnWithholds() {
    // Given: it has begun under the new version, which does not let the control have an effect
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES);
    switchOff("primary");
    begin();
    pass(1);
    board = board.without(control -> control.set() instanceof Switch.Force);
    // When
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES.replace("{do: FORCE, tier: secondary}, ", ""));
    pass(1);
    // Then
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
  }

  @Test
  void shouldLeaveToAPersonWhatANewVersionNoLongerSays() {
    // Given
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES);
    switchOff("primary");
    begin();
    pass(1);
    set(new Switch.Force("human"), "olga");
    // When
    policy = PolicyTexts.policy(HEAD + TWO_SWITCHES.replace("{do: FORCE, tier: secondary}, ", ""));
    pass(1);
    // Then
    assertThat(last.controls()).isEmpty();
    assertThat(board.at("force", "loans").orElseThrow().who()).isEqualTo("olga");
  }

  @Test
  void shouldKeepWhatTheEscalationHasSetWhereTheActionsNoLongerSayIt() {
    // Given
    switchOff("primary");
    begin();
    pass(1);
    pass(299);
    assertThat(run.state()).isEqualTo(State.ESCALATED);
    pass(1);
    // When
    policy =
        PolicyTexts.policy(HEAD + PLAIN.replace("{do: FORCE, tier: secondary}", "{do: NOTIFY}"));
    pass(1);
    // Then
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
    assertThat(board.at("stop", "loans")).isPresent();
  }

  @Test
  void shouldTightenAndTakeThatBack() {
    // Given
    policy =
        PolicyTexts.policy(
            HEAD + PLAIN.replace("{do: FORCE, tier: secondary}", "{do: TIGHTEN, by: 0.05}"));
    switchOff("primary");
    begin();
    assertThat(last.controls())
        .singleElement()
        .satisfies(
            control -> {
              assertThat(control.set()).isEqualTo(new Switch.Tighten(0.05));
              assertThat(control.problems(control.key(), now)).isEmpty();
              assertThat(control.notTheirs(List.of(policy))).isEmpty();
            });
    pass(1);
    switchOn("primary");
    // When
    pass(1);
    pass(30);
    // Then
    assertThat(last.controls())
        .singleElement()
        .satisfies(
            control -> {
              assertThat(control.set()).isEqualTo(new Switch.Normal("tighten"));
              assertThat(control.notTheirs(List.of(policy))).isEmpty();
            });
  }

  @Test
  void shouldBeTheSameWhileNothingHappens() {
    switchOff("primary");
    begin();
    pass(1);
    Run before = run;
    pass(1);
    assertThat(run).isSameAs(before);
  }

  @Test
  void shouldNotEscalateBecauseNobodyCouldBeTold() {
    // Given
    switchOff("primary");
    begin();
    pass(1);
    // When
    told.put(notices.get(0).key(), false);
    pass(1);
    // Then
    assertThat(run.steps().get(1).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.steps().get(1).evidence()).isEqualTo("it was not taken");
    assertThat(run.state()).isEqualTo(State.VERIFYING);
  }

  @Test
  void shouldTellAtALaterLookThanTheOneThatWroteItAndOnce() {
    // Given
    switchOff("primary");
    begin();
    assertThat(last.notices()).isEmpty();
    // When
    pass(1);
    // Then
    assertThat(last.notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.key()).isEqualTo(run.id() + "/ACTION-1");
              assertThat(notice.text()).isEqualTo("tier 'primary' is away; it has begun");
            });
    assertThat(run.steps().get(1).what()).isEqualTo("tell the topic and http://hook");
    pass(1);
    assertThat(last.notices()).isEmpty();
  }

  @Test
  void shouldTellAgainUnderTheSameKeyAfterARestart() {
    // Given
    switchOff("primary");
    begin();
    pass(1);
    String key = notices.get(0).key();
    // When: a process that has told nothing goes on, much later
    handedOver.clear();
    pass(200);
    // Then
    assertThat(last.notices()).extracting(Notice::key).containsExactly(key);
    assertThat(run.steps().get(1).outcome()).isEqualTo(Outcome.ASKED);
  }

  @Test
  void shouldGiveUpOnANoticeOfWhichNobodyKnowsWhatBecame() {
    switchOff("primary");
    begin();
    pass(1);
    pass(119);
    assertThat(run.steps().get(1).outcome()).isEqualTo(Outcome.ASKED);

    pass(1);

    assertThat(run.steps().get(1).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.steps().get(1).evidence()).isEqualTo("nobody knows what became of it");
  }

  @Test
  void shouldNotTellAtAnAddressThatThePolicyNoLongerHas() {
    switchOff("primary");
    begin();
    policy = PolicyTexts.policy(HEAD + PLAIN.replace("http://hook/", "http://elsewhere/"));

    pass(1);

    assertThat(last.notices()).isEmpty();
    assertThat(run.steps().get(1).evidence())
        .isEqualTo("the policy no longer says where to tell it");
  }

  @Test
  void shouldTellThatItWaitsAndHowToApprove() {
    // Given
    policy = PolicyTexts.policy(HEAD + APPROVED);
    switchOff("primary");
    begin();
    // When
    pass(1);
    // Then
    assertThat(notices)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.key()).isEqualTo(run.id() + "/WAITING-1");
              assertThat(notice.text())
                  .isEqualTo(
                      "tier 'primary' is away; it waits for somebody to approve of it: backstop"
                          + " playbook approve "
                          + run.id()
                          + " --who NAME --why TEXT");
            });
    set(new Switch.Approve(run.id()), "olga");
    pass(1);
    pass(1);
    assertThat(notices)
        .extracting(Notice::key)
        .containsExactly(run.id() + "/WAITING-1", run.id() + "/ACTION-1");
  }

  @Test
  void shouldTellThatItsTimeIsOverWhileWhatSetItOffLasts() {
    // Given
    policy = PolicyTexts.policy(HEAD + PLAIN.replace("escalate: [{do: STOP}, {do: NOTIFY}]", ""));
    switchOff("primary");
    begin();
    pass(1);
    // When
    pass(3_599);
    assertThat(run.state()).isEqualTo(State.EXPIRED);
    pass(1);
    // Then
    assertThat(notices)
        .extracting(Notice::key)
        .containsExactly(run.id() + "/ACTION-1", run.id() + "/END-1");
    assertThat(notices.get(1).text()).contains("its time is over, and what set it off is still");
    told.put(notices.get(1).key(), true);
    pass(1);
    assertThat(run.steps().get(run.steps().size() - 1).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void shouldTakeBackWhatItHasAskedForAndNotSeenYet() {
    // Given
    switchOff("primary");
    begin();
    // When
    last = RunMachine.withdrawn(run, "the policy no longer has it", unheard(), "o");
    run = last.run();
    // Then
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.FAILED);
    Step back = run.steps().get(run.steps().size() - 1);
    assertThat(back.outcome()).as("what was asked for may only be late").isEqualTo(Outcome.ASKED);
    last.controls().forEach(control -> board = board.with(control));
    settle(9);
    assertThat(run.awaits()).isTrue();
    settle(1);
    assertThat(run.steps().get(run.steps().size() - 1).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void shouldLeaveToAnotherPlaybookWhatItSetInTheSameSecond() {
    // Given: both find the switch free, and the other's control comes later
    switchOff("primary");
    refusing = true;
    begin();
    set(new Switch.Force("secondary"), "playbook:other");
    // When
    pass(10);
    // Then
    Step first = run.steps().get(0);
    assertThat(first.outcome()).isEqualTo(Outcome.LEFT);
    assertThat(first.evidence()).startsWith("playbook:other has set that");
    assertThat(run.state()).as("nothing has failed").isEqualTo(State.VERIFYING);
  }

  @Test
  void shouldNotHeedWhatSomebodyHasSetForEveryDomainWithoutEffectInItsOwn() {
    // Given
    switchOff("primary");
    board =
        board.with(
            Control.of(
                "*", new Switch.Force("human"), "mallory", "a test", now, now.plusSeconds(600)),
            new Leave(Set.of("cards"), Map.of("loans", "'mallory' may not operate it")));
    // When
    begin();
    // Then
    assertThat(run.steps().get(0).outcome()).isEqualTo(Outcome.ASKED);
    assertThat(last.controls()).hasSize(1);
  }

  @Test
  void shouldSayWhereWhatItHasSetIsNotTakenBack() {
    // Given
    switchOff("primary");
    begin();
    pass(1);
    refusing = true;
    switchOn("primary");
    pass(1);
    pass(30);
    assertThat(run.state()).isEqualTo(State.RESTORED);
    // When
    settle(10);
    // Then
    Step back = run.steps().get(run.steps().size() - 1);
    assertThat(back.phase()).isEqualTo(Phase.RESTORE);
    assertThat(back.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(back.evidence()).isEqualTo("it is still in force; it ends by itself");
  }

  @Test
  void shouldTakeAModelOnItsWayBackForThereWhereThePlaybookMayBarModels() {
    // Given
    breaker(BreakerState.Kind.SHADOW);
    begin();
    pass(1);
    assertThat(run.calm()).isFalse();
    // When
    breaker(BreakerState.Kind.RAMP);
    pass(1);
    // Then
    assertThat(run.calm()).isTrue();
    pass(30);
    assertThat(run.state()).isEqualTo(State.RESTORED);
    assertThat(run.steps())
        .filteredOn(step -> step.phase() == Phase.VERIFICATION)
        .singleElement()
        .extracting(Step::evidence)
        .asString()
        .contains("the breaker of model 'first' is RAMP: a test");
    assertThat(RunMachine.triggers(policy, playbook(), seen())).as("nor does it begin").isFalse();
  }

  @Test
  void shouldBeSetOffByWrongAnswersAndByDrift() {
    Policy spike = teller("risk: SPIKE");
    Policy degraded = teller("risk: DEGRADED");
    Policy drift = teller("drift: true");

    breaker(new Closed(1, 0, null), RiskReading.NONE, DriftStanding.NONE);
    assertThat(triggered(spike, degraded, drift)).containsExactly(false, false, false);
    breaker(
        new Closed(1, 0, null),
        new RiskReading(RiskLevel.SPIKE, new Evidence(20, 5)),
        DriftStanding.NONE);
    assertThat(triggered(spike, degraded, drift)).containsExactly(true, false, false);
    breaker(
        new Closed(1, 0, null),
        new RiskReading(RiskLevel.DEGRADED, new Evidence(20, 5)),
        new DriftStanding(List.of("amount"), false));
    assertThat(triggered(spike, degraded, drift)).containsExactly(true, true, true);
  }

  @Test
  void shouldStayUnverifiedUntilTheModelHasPassedByEnoughProbes() {
    // Given
    policy = proven("probes: 13", "{return: {pass: 3}}");
    breaker(BreakerState.Kind.SHADOW);
    begin();
    pass(1);
    breakers = Breakers.NONE;
    pass(1);
    pass(30);
    assertThat(run.state()).as("nothing has shown that it is well").isEqualTo(State.VERIFYING);
    // When: it escalates at its time bound, and says what is missing
    pass(268);
    // Then
    assertThat(run.state()).isEqualTo(State.ESCALATED);
    assertThat(run.escalatedFor())
        .isEqualTo(
            "it was not over within 300 s: what set it off is gone, and proof is missing: no model"
                + " has come back by its return test since the run began");
    returned(new Evidence(12, 0), TripReason.FAILURES);
    pass(1);
    assertThat(run.ended()).isFalse();
    returned(new Evidence(13, 0), TripReason.FAILURES);
    pass(1);
    assertThat(run.state()).isEqualTo(State.RESTORED);
  }

  @Test
  void shouldNotTakeForProofHowAModelCameBackBeforeTheRunOrByHand() {
    // Given
    policy = proven("probes: 13", "{return: {pass: 3}}");
    switchOff("primary");
    begin();
    switchOn("primary");
    // When
    breaker(
        new Closed(T.toEpochMilli() - 1, 1, new Cause(TripReason.FAILURES, new Evidence(20, 0))),
        RiskReading.NONE,
        DriftStanding.NONE);
    pass(1);
    pass(30);
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    breaker(
        new Closed(now.toEpochMilli(), 1, Cause.of(new Cause.Hand("c", now.toEpochMilli()))),
        RiskReading.NONE,
        DriftStanding.NONE);
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.VERIFYING);
  }

  @Test
  void shouldHoldTheAnswersOfTheReturnTestAgainstTheAgreementThatIsWanted() {
    // Given
    policy = proven("agreement: 0.9", "{drift: {features: ROUTE}}");
    switchOff("primary");
    begin();
    switchOn("primary");
    pass(1);
    pass(30);
    // When
    returned(new Evidence(50, 0), TripReason.FAILURES);
    pass(1);
    assertThat(run.state()).as("its calls say nothing of it").isEqualTo(State.VERIFYING);
    returned(new Evidence(50, 6), TripReason.DRIFT);
    pass(1);
    assertThat(run.state()).isEqualTo(State.VERIFYING);
    returned(new Evidence(50, 5), TripReason.DRIFT);
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.RESTORED);
  }

  @Test
  void shouldSayWhichLabelsAndRiskAreMissingAndEndWithThem() {
    // Given
    policy = proven("labels: 20, maxRisk: NORMAL", "{quality: {tolerable: 0.1}}");
    switchOff("primary");
    begin();
    switchOn("primary");
    breaker(
        new Closed(1, 0, null),
        new RiskReading(RiskLevel.SPIKE, new Evidence(19, 4)),
        DriftStanding.NONE);
    pass(1);
    // When
    pass(299);
    // Then
    assertThat(run.escalatedFor())
        .endsWith(
            "proof is missing: people have judged 19 of 20 answers, and the answers of model"
                + " 'first' stand at SPIKE: 4 of the newest 19 labels say it was wrong");
    breaker(
        new Closed(1, 0, null),
        new RiskReading(RiskLevel.NORMAL, new Evidence(20, 1)),
        DriftStanding.NONE);
    pass(1);
    assertThat(run.state()).isEqualTo(State.RESTORED);
  }

  @Test
  void shouldNotTakeThatNothingIsKnownOfRiskForNoRisk() {
    // Given
    policy = proven("maxRisk: NORMAL", "{quality: {tolerable: 0.1}}");
    switchOff("primary");
    begin();
    switchOn("primary");
    pass(1);
    // When
    pass(299);
    // Then
    assertThat(run.escalatedFor())
        .endsWith(
            "proof is missing: nobody has judged an answer, so nothing is known of how they stand");
    breaker(
        new Closed(1, 0, null),
        new RiskReading(RiskLevel.NORMAL, new Evidence(1, 0)),
        DriftStanding.NONE);
    pass(1);
    assertThat(run.state()).isEqualTo(State.RESTORED);
  }

  @Test
  void shouldTellAtItsEndThatProofIsStillMissing() {
    // Given
    policy = proven("labels: 20", "{quality: {tolerable: 0.1}}");
    switchOff("primary");
    begin();
    switchOn("primary");
    pass(1);
    pass(400);
    // When
    pass(3_199);
    // Then
    assertThat(run.state()).isEqualTo(State.EXPIRED);
    assertThat(run.outcome())
        .isEqualTo(
            "its time is over, and what set it off is gone, and proof is missing: people have"
                + " judged 0 of 20 answers; what it had set has expired");
    assertThat(run.steps().get(run.steps().size() - 1).what()).isEqualTo("tell the topic");
  }

  private static Policy proven(String verify, String breaker) {
    return PolicyTexts.policy(
        HEAD.replace(
                "playbooks:",
                "breaker: "
                    + breaker
                    + (breaker.contains("quality")
                        ? "\naudit: {rate: 0.1, salt: s, epoch: 1}\n"
                        : "\n")
                    + "playbooks:")
            + PLAIN.replace("within: 5m", "within: 5m, " + verify));
  }

  private void returned(Evidence evidence, TripReason reason) {
    breaker(
        new Closed(now.toEpochMilli(), 1, new Cause(reason, evidence)),
        RiskReading.NONE,
        DriftStanding.NONE);
  }

  private static Policy teller(String when) {
    return PolicyTexts.policy(
        HEAD + "  - {playbook: teller, when: {" + when + "}, actions: [{do: NOTIFY}]}\n");
  }

  private List<Boolean> triggered(Policy... policies) {
    return Stream.of(policies)
        .map(one -> RunMachine.triggers(one, one.charter().playbooks().get(0), seen()))
        .toList();
  }

  @Test
  void shouldWaitUntilAModelIsBackForAllRequestsWhereThePlaybookBarsNone() {
    policy =
        PolicyTexts.policy(
            HEAD + "  - {playbook: teller, when: {tier: primary}, actions: [{do: NOTIFY}]}\n");

    breaker(BreakerState.Kind.RAMP);

    assertThat(RunMachine.triggers(policy, playbook(), seen())).isTrue();
  }

  private void breaker(BreakerState.Kind kind) {
    Cause cause = new Cause(TripReason.FAILURES, new Evidence(50, 12));
    Trial trial = new Trial(1, new Evidence(1, 0), null);
    BreakerState state =
        kind == BreakerState.Kind.RAMP
            ? new Ramp(cause, 1, trial, 1, 1)
            : new Shadow(cause, trial, 1, 1);
    breaker(state, RiskReading.NONE, DriftStanding.NONE);
  }

  private void breaker(BreakerState state, RiskReading risk, DriftStanding drift) {
    breakers =
        Breakers.NONE.with(
            new BreakerNews(
                new Guarded("first", null),
                "loans",
                "primary",
                BreakerStatus.of(state),
                0.5,
                null,
                risk,
                new DriftMemory(drift, DriftStanding.NONE, null),
                null,
                "a test",
                "o",
                1));
  }

  private Playbook playbook() {
    return policy.charter().playbooks().get(0);
  }

  private void begin() {
    assertThat(RunMachine.triggers(policy, playbook(), seen())).isTrue();
    take(RunMachine.begin(policy, playbook(), seen(), "o"));
  }

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
    take(RunMachine.next(run, policy, playbook(), seen(), "o"));
  }

  private void settle(int seconds) {
    now = now.plusSeconds(seconds);
    take(RunMachine.settle(run, playbook(), seen(), "o"));
  }

  /** As instances do, at once or not at all. */
  private void take(Next next) {
    last = next;
    run = next.run();
    notices.addAll(next.notices());
    next.notices().forEach(notice -> handedOver.put(notice.key(), now));
    if (!refusing) {
      next.controls().forEach(control -> board = board.with(control));
    }
  }

  private Seen seen() {
    return new Seen("loans", board.holding(now), breakers, new Post(handedOver, told), now);
  }

  /** What is seen while no control of the run has come yet. */
  private Seen unheard() {
    return new Seen(
        "loans", board.without(Control::ofPlaybook), breakers, new Post(handedOver, told), now);
  }

  private void switchOff(String tier) {
    set(new Switch.Off(tier), "rita");
  }

  private void switchOn(String tier) {
    board =
        board.with(
            Control.of("loans", new Switch.Normal("tier/" + tier), "rita", "well", now, null));
  }

  private void set(Switch set, String who) {
    set("loans", set, who);
  }

  private void set(String domain, Switch set, String who) {
    board = board.with(Control.of(domain, set, who, "a test", now, now.plusSeconds(86_400)));
  }

  private void clear(String slot, String who) {
    board = board.with(Control.of("loans", new Switch.Normal(slot), who, "enough", now, null));
  }
}
