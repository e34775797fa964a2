package dev.backstop.topology.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import dev.backstop.incident.TrafficReport;
import dev.backstop.policy.Policies;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.StageStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner of incidents, made again over the same store, as after a restart. */
class IncidentStageTest {

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
      """;

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ControlBoard board = new ControlBoard();
  private StageStores stores;
  private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
  private Policies policies = new Policies(List.of(PolicyTexts.policy(POLICY)));
  private ProcessorSupplier<String, Passing, String, Passing> stages;
  private Processor<String, Passing, String, Passing> stage;
  private MockProcessorContext<String, Passing> context;

  @BeforeEach
  void open() {
    stages = stages();
    begin(0);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void shouldGoOnWithAnOpenIncidentAfterARestart() {
    // Given
    stop();
    tick();
    String id = incidents().get(0).id();
    // When
    restart();
    tick();
    // Then
    assertThat(incidents()).as("nothing is new").isEmpty();
    assertThat(meters.get(Meter.INCIDENTS_OPEN.meterName()).gauge().value()).isEqualTo(1);
    board.set(Controls.NONE);
    tick();
    clock = clock.plusSeconds(60);
    restart();
    tick();
    assertThat(incidents())
        .singleElement()
        .satisfies(
            closed -> {
              assertThat(closed.id()).isEqualTo(id);
              assertThat(closed.open()).isFalse();
            });
    restart();
    tick();
    assertThat(incidents()).as("it is forgotten").isEmpty();
    assertThat(meters.get(Meter.INCIDENTS_OPEN.meterName()).gauge().value()).isZero();
  }

  @Test
  void shouldLeaveIncidentsToTheTaskOfTheFirstPartition() {
    // Given
    stage.close();
    stores.close();
    begin(1);
    // When
    stop();
    // Then
    assertThat(context.scheduledPunctuators())
        .noneMatch(one -> one.getInterval().equals(Duration.ofSeconds(1)));
    assertThat(context.forwarded()).isEmpty();
  }

  @Test
  void shouldLeaveADomainAsItIsWhosePolicyIsNotKnownYet() {
    // Given
    stop();
    tick();
    // When
    policies = new Policies(List.of());
    stages = stages();
    board.set(Controls.NONE);
    clock = clock.plusSeconds(600);
    restart();
    tick();
    // Then
    assertThat(incidents()).isEmpty();
  }

  @Test
  void shouldCloseTheIncidentOfADomainThatNoPolicyGovernsAnyMore() {
    // Given
    stop();
    tick();
    policies =
        new Policies(List.of(PolicyTexts.policy(POLICY.replace("domain: loans", "domain: cards"))));
    stages = stages();
    restart();
    tick();
    clock = clock.plus(Incident.UNGOVERNED).minusMillis(1);
    tick();
    assertThat(incidents()).isEmpty();
    // When
    clock = clock.plusMillis(1);
    tick();
    // Then
    assertThat(incidents())
        .singleElement()
        .satisfies(
            closed -> {
              assertThat(closed.open()).isFalse();
              assertThat(closed.recoveredAt()).isNull();
              assertThat(closed.events().get(closed.events().size() - 1).what())
                  .contains("no policy governs the domain any more");
            });
    assertThat(notes())
        .singleElement()
        .asString()
        .contains("domain 'loans' is governed by no policy any more");
    assertThat(meters.get(Meter.INCIDENTS_OPEN.meterName()).gauge().value()).isZero();
  }

  @Test
  void shouldKeepTheIncidentWhereAPolicyShouldBeInForceThatIsNot() {
    // Given
    stop();
    tick();
    policies =
        new Policies(List.of(PolicyTexts.policy(POLICY.replace("domain: loans", "domain: cards"))));
    policies.unsettle("loans");
    stages = stages();
    restart();
    tick();
    // When
    clock = clock.plus(Incident.UNGOVERNED);
    tick();
    // Then
    assertThat(incidents()).isEmpty();
  }

  @Test
  void shouldGoOnWithAnAlarmAfterARestartAndLetGoOfItWhenNothingMoreComes() {
    // Given
    heard(0);
    clock = clock.plusSeconds(5);
    heard(50);
    tick();
    assertThat(incidents())
        .singleElement()
        .satisfies(
            opened ->
                assertThat(opened.factors())
                    .extracting(Factor::kind)
                    .containsExactly(Factor.Kind.DEAD_LETTERS));
    // When
    restart();
    tick();
    // Then
    assertThat(incidents()).as("it is as it was").isEmpty();
    clock = clock.plusSeconds(299);
    tick();
    assertThat(incidents()).isEmpty();
    clock = clock.plusSeconds(1);
    tick();
    assertThat(incidents())
        .singleElement()
        .satisfies(
            recovered -> {
              assertThat(recovered.factors()).isEmpty();
              assertThat(recovered.open()).isTrue();
            });
    clock = clock.plus(Incident.SETTLED);
    tick();
    assertThat(incidents()).hasSize(2);
    assertThat(incidents().get(1).open()).isFalse();
  }

  @Test
  void shouldNotHearWhatInstancesHaveCountedOnAnotherPartition() {
    // Given
    stage.close();
    stores.close();
    begin(1);
    // When
    heard(0);
    clock = clock.plusSeconds(5);
    heard(50);
    // Then: nobody looks at it, now or later
    assertThat(context.scheduledPunctuators())
        .noneMatch(one -> one.getInterval().equals(Duration.ofSeconds(1)));
    assertThat(context.forwarded()).isEmpty();
  }

  private void heard(long deadLetters) {
    TrafficReport report =
        new TrafficReport(
            "i",
            clock,
            new TrafficReport.Counts(100, 0, 100 - deadLetters, deadLetters),
            0,
            Map.of(),
            clock);
    stage.process(
        new Record<>(TrafficReport.KEY, new Passing.TrafficRead(report), clock.toEpochMilli()));
  }

  private List<String> notes() {
    return context.forwarded().stream()
        .map(one -> one.record().value())
        .filter(Emission.Noted.class::isInstance)
        .map(noted -> ((Emission.Noted) noted).event().description())
        .toList();
  }

  private void stop() {
    board.set(
        Controls.NONE.with(
            Control.of(
                "loans", new Switch.Stop(), "olga", "a fire", clock, clock.plusSeconds(3_600))));
  }

  private ProcessorSupplier<String, Passing, String, Passing> stages() {
    return IncidentStage.supplier(
        policies, board, () -> clock, new Telemetry(meters).guard().incidents(), "t.");
  }

  private void begin(int partition) {
    stores = StageStores.open(stages, new TaskId(4, partition), directory);
    context = stores.context();
    stage = stages.get();
    stage.init(context);
  }

  private void restart() {
    stage.close();
    context.resetForwards();
    stage = stages.get();
    stage.init(context);
  }

  private void tick() {
    context.scheduledPunctuators().stream()
        .filter(one -> one.getInterval().equals(Duration.ofSeconds(1)))
        .reduce((first, second) -> second)
        .orElseThrow()
        .getPunctuator()
        .punctuate(clock.toEpochMilli());
  }

  private List<Incident> incidents() {
    return context.forwarded().stream()
        .map(one -> one.record().value())
        .filter(Emission.Recorded.class::isInstance)
        .map(recorded -> ((Emission.Recorded) recorded).incident())
        .toList();
  }
}
