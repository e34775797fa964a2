package dev.backstop.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.guard.Breakers;
import dev.backstop.playbook.Run.State;
import dev.backstop.playbook.Step.Outcome;
import dev.backstop.playbook.Step.Phase;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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
            - {do: NOTIFY, url: "http://hook"}
          verify: {calm: 30s, within: 5m}
          escalate: [{do: STOP}, {do: NOTIFY}]
          limit: 1h
      """;
  private static final String APPROVED = PLAIN + "    approval: 10m\n";

  private Policy policy = PolicyTexts.policy(HEAD + PLAIN);
  private Controls board = Controls.NONE;
  private final Map<String, Boolean> told = new HashMap<>();
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
    assertThat(last.notices()).extracting(Notice::url).containsExactly("http://hook");
    // When
    told.put(last.notices().get(0).key(), true);
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
    told.put(last.notices().get(0).key(), true);
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
    told.put(last.notices().get(0).key(), true);
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
    assertThat(run.steps().get(0).what()).isEqualTo("approved by olga");
    assertThat(last.controls()).hasSize(1);
  }

  @Test
  void shouldSetNothingThatNobodyHasApprovedOf() {
    // Given
    policy = PolicyTexts.policy(HEAD + APPROVED);
    switchOff("primary");
    begin();
    set(new Switch.Approve("another@loans-20260101T000000Z"), "olga");
    // When
    pass(599);
    assertThat(run.state()).isEqualTo(State.WAITING);
    pass(1);
    // Then
    assertThat(run.state()).isEqualTo(State.ABANDONED);
    assertThat(last.controls()).isEmpty();
    assertThat(run.steps()).extracting(Step::what).containsExactly("tell the topic");
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

    last = RunMachine.withdrawn(run, seen(), "o");

    assertThat(last.run().state()).isEqualTo(State.ABANDONED);
    assertThat(last.controls())
        .extracting(Control::set)
        .containsExactly(new Switch.Normal("force"));
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

  private Playbook playbook() {
    return policy.charter().playbooks().get(0);
  }

  private void begin() {
    assertThat(RunMachine.triggers(playbook(), seen())).isTrue();
    take(RunMachine.begin(playbook(), seen(), "o"));
  }

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
    take(RunMachine.next(run, playbook(), seen(), "o"));
  }

  /** As instances do, at once or not at all. */
  private void take(Next next) {
    last = next;
    run = next.run();
    if (!refusing) {
      next.controls().forEach(control -> board = board.with(control));
    }
  }

  private Seen seen() {
    return new Seen(policy, board.holding(now), Breakers.NONE, Map.copyOf(told), now);
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
    board = board.with(Control.of("loans", set, who, "a test", now, now.plusSeconds(86_400)));
  }
}
