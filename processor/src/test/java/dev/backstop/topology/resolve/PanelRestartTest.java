package dev.backstop.topology.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.PanelOpening;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Step;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Verdict;
import dev.backstop.policy.Audit;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.StageStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage that is made again over the same stores, as after a restart. */
class PanelRestartTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourcePosition PLACE = new SourcePosition("requests", 0, 4);

  @TempDir private Path directory;
  private MockProcessorContext<String, Passing> context;
  private StageStores stores;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant clock = START;
  private final ProcessorSupplier<String, Passing, String, Passing> stages =
      ResolveStage.supplier(
          new ResolveStage.Settings(
              Duration.ofSeconds(1), 100, Duration.ofHours(24), Duration.ofMinutes(10)),
          1,
          "review.resolve",
          new InMemoryAvro().codecs(),
          () -> clock,
          new Telemetry(meters));
  private Processor<String, Passing, String, Passing> stage;
  private final ReviewTask task = task();

  @BeforeEach
  void openTheStores() {
    stores = StageStores.open(stages, new TaskId(0, 0), directory);
    context = stores.context();
  }

  @AfterEach
  void closeTheStores() {
    stores.close();
  }

  @Test
  void shouldTakeAVerdictOnAQuestionFromBeforeTheRestart() {
    // Given
    started().process(record(new Passing.TaskRead(task, raw("reviews"))));
    // When
    restarted().process(record(new Passing.VerdictRead(verdict("no"), raw("verdicts"))));
    // Then
    assertThat(labels()).extracting(LabelledExample::label).containsExactly("no");
    assertThat(open()).isZero();
  }

  @Test
  void shouldLabelOnceWhatRanOutWhileNothingRan() {
    // Given
    started().process(record(new Passing.TaskRead(task, raw("reviews"))));
    // When
    clock = clock.plus(Duration.ofHours(5));
    restarted();
    assertThat(open()).isEqualTo(1);
    tick();
    tick();
    restarted().process(record(new Passing.VerdictRead(verdict("no"), raw("verdicts"))));
    tick();
    // Then
    assertThat(labels())
        .singleElement()
        .returns(null, LabelledExample::label)
        .returns(Reason.REVIEW_TIMEOUT, LabelledExample::unresolved)
        .returns(true, LabelledExample::error);
    assertThat(open()).isZero();
  }

  @Test
  void shouldKnowASecondVerdictAfterTheRestart() {
    // Given
    started().process(record(new Passing.TaskRead(task, raw("reviews"))));
    stage.process(record(new Passing.VerdictRead(verdict("no"), raw("verdicts"))));
    // When
    restarted().process(record(new Passing.VerdictRead(verdict("yes"), raw("verdicts"))));
    // Then
    assertThat(labels()).extracting(LabelledExample::label).containsExactly("no");
    assertThat(forwarded())
        .hasAtLeastOneElementOfType(Emission.Noted.class)
        .doesNotHaveAnyElementsOfTypes(Emission.Decided.class);
  }

  private Processor<String, Passing, String, Passing> started() {
    stage = stages.get();
    stage.init(context);
    return stage;
  }

  private Processor<String, Passing, String, Passing> restarted() {
    stage.close();
    assertThat(open()).isZero();
    return started();
  }

  private void tick() {
    List<MockProcessorContext.CapturedPunctuator> timers = context.scheduledPunctuators();
    timers.get(timers.size() - 1).getPunctuator().punctuate(clock.toEpochMilli());
  }

  private List<Passing> forwarded() {
    return context.forwarded().stream().<Passing>map(each -> each.record().value()).toList();
  }

  private List<LabelledExample> labels() {
    return forwarded().stream()
        .filter(Emission.Labelled.class::isInstance)
        .map(labelled -> ((Emission.Labelled) labelled).example())
        .toList();
  }

  private double open() {
    return meters.get(Meter.AUDIT_OPEN.meterName()).gauge().value();
  }

  private Record<String, Passing> record(Passing value) {
    return new Record<>("r-1", value, clock.toEpochMilli());
  }

  private static RawRecord raw(String topic) {
    return new RawRecord(
        new SourcePosition(topic, 0, 1), START, new byte[] {1}, new byte[] {1}, Map.of());
  }

  private Verdict verdict(String label) {
    return new Verdict(task.taskId(), "r-1", task.digest(), label, "reviewer-1", null, clock);
  }

  private static ReviewTask task() {
    Policy policy =
        new Policy(
                new PolicyRef("p", "1", "c".repeat(64)),
                "d",
                Duration.ofHours(1),
                List.of(
                    new Tier.Default("declared", "yes"),
                    new Tier.Human(
                        "people",
                        List.of("yes", "no"),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        5,
                        Set.of())),
                OnReview.WAIT,
                OnTimeout.REJECT,
                Map.of())
            .with(new Audit(1, "s1", 1, Duration.ofHours(4)));
    Request request =
        new Request(
            "r-1",
            "d",
            null,
            new Features(Map.of("a", 1L)),
            null,
            START,
            null,
            null,
            true,
            List.of(),
            null,
            Map.of());
    Case on = Case.opened(request, PLACE, policy);
    Decision decision = ((Step.Decide) Ladder.next(on, START)).decision();
    return PanelOpening.of(
        on, decision, new AuditDraw("s1", 1, 1, AuditDraw.Half.CALIBRATION), START);
  }
}
