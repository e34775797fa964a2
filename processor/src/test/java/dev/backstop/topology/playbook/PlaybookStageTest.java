package dev.backstop.topology.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.playbook.Notice;
import dev.backstop.playbook.Notifier;
import dev.backstop.playbook.Run;
import dev.backstop.playbook.Signer;
import dev.backstop.playbook.Step;
import dev.backstop.policy.Policies;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.StageStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner of playbooks, made again over the same store, as after a restart. */
class PlaybookStageTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: test
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 2h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: default, kind: default, label: "no"}
      onReview: WAIT
      onTimeout: DEFAULT
      playbooks:
        - playbook: away
          when: {tier: primary}
          actions: [{do: NOTIFY, url: "http://hook/x"}, {do: STOP}]
          verify: {calm: 1s, within: 10m}
      """;

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ControlBoard board = new ControlBoard();
  private final Hook hook = new Hook();
  private Signer signer = Signer.NOBODY;
  private StageStores stores;
  private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
  private Policies policies = new Policies(List.of(PolicyTexts.policy(POLICY)));
  private ProcessorSupplier<String, Passing, String, Passing> stages;
  private Processor<String, Passing, String, Passing> stage;
  private MockProcessorContext<String, Passing> context;

  /** Remembers what it is to tell. */
  private static final class Hook implements Notifier {

    private final List<Notice> notices = new ArrayList<>();
    private final Map<String, Boolean> told = new HashMap<>();

    @Override
    public void tell(Notice notice) {
      notices.add(notice);
    }

    @Override
    public Map<String, Boolean> told() {
      return told;
    }
  }

  @BeforeEach
  void open() {
    stages = stages();
    stores = StageStores.open(stages, new TaskId(4, 0), directory);
    context = stores.context();
    stage = stages.get();
    stage.init(context);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void shouldTellAfterItHasWrittenAndTheNextProcessWhatNobodyKnowsOf() {
    // Given
    switchOff();
    tick(0);
    assertThat(runs()).hasSize(1);
    assertThat(hook.notices).as("the run may never have been").isEmpty();
    tick(1);
    tick(1);
    String key = run().id() + "/ACTION-0";
    assertThat(hook.notices).extracting(Notice::key).containsExactly(key);
    // When
    restart();
    tick(1);
    // Then
    assertThat(hook.notices).extracting(Notice::key).containsExactly(key, key);
    hook.told.put(key, true);
    tick(1);
    assertThat(run().steps().get(0).outcome()).isEqualTo(Step.Outcome.DONE);
  }

  @Test
  void shouldMakeRoomForTheNextRunAndSettleTheOneBefore() {
    // Given
    switchOff();
    tick(0);
    board.set(Controls.NONE);
    tick(1);
    tick(1);
    Run first = run();
    assertThat(first.state()).isEqualTo(Run.State.RESTORED);
    // When
    switchOff();
    tick(1);
    // Then
    assertThat(run().state()).isEqualTo(Run.State.VERIFYING);
    assertThat(run().id()).isNotEqualTo(first.id());
    // When
    restart();
    hook.told.put(first.id() + "/ACTION-0", false);
    tick(20);
    // Then
    assertThat(runs())
        .filteredOn(run -> run.id().equals(first.id()))
        .last()
        .satisfies(
            run ->
                assertThat(run.steps())
                    .extracting(Step::phase, Step::outcome)
                    .containsExactly(
                        tuple(Step.Phase.ACTION, Step.Outcome.FAILED),
                        tuple(Step.Phase.ACTION, Step.Outcome.FAILED),
                        tuple(Step.Phase.VERIFICATION, Step.Outcome.DONE),
                        tuple(Step.Phase.RESTORE, Step.Outcome.DONE)));
    restart();
    tick(1);
    assertThat(runs()).as("it is forgotten").noneMatch(run -> run.id().equals(first.id()));
  }

  @Test
  void shouldEndTheRunsOfADomainThatNoPolicyGovernsAnyMore() {
    // Given
    switchOff();
    tick(0);
    wanted().forEach(control -> board.set(board.current().with(control)));
    policies = new Policies(List.of());
    stages = stages();
    restart();
    tick(0);
    tick(59);
    assertThat(runs()).as("policies may take a moment after a start").isEmpty();
    // When
    tick(1);
    // Then
    assertThat(run().state()).isEqualTo(Run.State.ABANDONED);
    assertThat(run().outcome()).isEqualTo("no policy governs the domain any more");
    assertThat(wanted()).extracting(Control::set).containsExactly(new Switch.Normal("stop"));
    assertThat(wanted()).extracting(Control::domain).containsExactly("loans");
  }

  @Test
  void shouldGoOnWithTheRunsOfADomainWhosePolicyWaits() {
    // Given
    switchOff();
    tick(0);
    policies = new Policies(List.of());
    policies.unsettle("loans");
    stages = stages();
    restart();
    // When
    tick(0);
    tick(600);
    // Then
    assertThat(runs()).isEmpty();
  }

  @Test
  void shouldHaveSignedWhatARunWantsWhereThereIsAKey() {
    // Given
    signer = control -> control.id().getBytes(StandardCharsets.UTF_8);
    stages = stages();
    restart();
    // When
    switchOff();
    tick(0);
    // Then
    assertThat(context.forwarded())
        .extracting(one -> one.record().value())
        .filteredOn(Emission.Wanted.class::isInstance)
        .map(Emission.Wanted.class::cast)
        .singleElement()
        .satisfies(
            wanted ->
                assertThat(wanted.signature())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(wanted.control().id()));
  }

  @Test
  void shouldCountRunsFromTheStart() {
    tick(0);

    assertThat(
            meters
                .get(Meter.PLAYBOOK_RUNS.meterName())
                .tags("playbook", "away", "state", "ESCALATED")
                .counter()
                .count())
        .isZero();
  }

  private void switchOff() {
    board.set(
        Controls.NONE.with(
            Control.of(
                "loans",
                new Switch.Off("primary"),
                "olga",
                "a fire",
                clock,
                clock.plusSeconds(3_600))));
  }

  private ProcessorSupplier<String, Passing, String, Passing> stages() {
    return PlaybookStage.supplier(
        policies,
        board,
        hook,
        signer,
        () -> clock,
        new Telemetry(meters).guard().playbooks(),
        "t.");
  }

  private void restart() {
    stage.close();
    context.resetForwards();
    stage = stages.get();
    stage.init(context);
  }

  private void tick(int seconds) {
    clock = clock.plusSeconds(seconds);
    context.scheduledPunctuators().stream()
        .filter(one -> one.getInterval().equals(Duration.ofSeconds(1)))
        .reduce((first, second) -> second)
        .orElseThrow()
        .getPunctuator()
        .punctuate(clock.toEpochMilli());
  }

  private Run run() {
    return runs().get(runs().size() - 1);
  }

  private List<Run> runs() {
    return context.forwarded().stream()
        .map(one -> one.record().value())
        .filter(Emission.Ran.class::isInstance)
        .map(ran -> ((Emission.Ran) ran).run())
        .toList();
  }

  private List<Control> wanted() {
    return context.forwarded().stream()
        .map(one -> one.record().value())
        .filter(Emission.Wanted.class::isInstance)
        .map(wanted -> ((Emission.Wanted) wanted).control())
        .toList();
  }
}
