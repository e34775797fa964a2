package dev.backstop.topology.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Switch;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState.Kind;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.TripReason;
import dev.backstop.guard.WindowCounts;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.StageStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner of breakers, made again over the same store, as after a restart. */
class GuardStageTest {

  private static final Guarded GUARDED = new Guarded("m", null);

  /** One that the policy asks. */
  private static final Guarded ASKED = new Guarded(named(2), null);

  /** Of its domain alone are answers watched. */
  private static final Policy POLICY =
      policy(
          "1.0.0",
          """
          breaker:
            quality: {tolerable: 0.1, alarm: 20, recent: 5, lasting: 40, doubt: 0.05}
          """);

  @TempDir private Path directory;
  private MockProcessorContext<String, Passing> context;
  private StageStores stores;
  private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
  private final Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
  private final ControlBoard board = new ControlBoard();
  private final Policies policies = new Policies(List.of(POLICY));
  private final ProcessorSupplier<String, Passing, String, Passing> stages =
      GuardStage.supplier(
          policies, board, 3, () -> clock, telemetry.drift(), "t.", "incident", "emit");
  private Processor<String, Passing, String, Passing> stage;

  @BeforeEach
  void openTheStores() {
    stores = StageStores.open(stages, new TaskId(4, 2), directory);
    context = stores.context();
    restart();
  }

  @AfterEach
  void closeTheStores() {
    stores.close();
  }

  @Test
  void shouldStayOpenThroughARestartAndGoOnInTime() {
    // Given
    report(CallSource.LIVE, 10, 10);
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().owner()).isEqualTo("app/4_2");
    // When
    restart();
    clock = clock.plusSeconds(29);
    tick();
    assertThat(news()).isEmpty();
    clock = clock.plusSeconds(8);
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.SHADOW);
    assertThat(last().failure()).isEqualTo(Reason.ERROR);
  }

  @Test
  void shouldKeepThroughARestartWhatTheTestHasSeen() {
    // Given
    report(CallSource.LIVE, 10, 10);
    clock = clock.plusSeconds(37);
    tick();
    report(CallSource.MIRROR, 54, 0);
    // When
    restart();
    report(CallSource.MIRROR, 1, 0);
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.RAMP);
    assertThat(last().share()).isEqualTo(.01);
    assertThat(last().status().cause().evidence()).isEqualTo(new Evidence(55, 0));
  }

  @Test
  void shouldNoteEachMoveForTheAudit() {
    report(CallSource.LIVE, 10, 10);

    assertThat(context.forwarded())
        .extracting(one -> one.record().value())
        .filteredOn(Emission.Noted.class::isInstance)
        .singleElement()
        .satisfies(
            noted ->
                assertThat(((Emission.Noted) noted).event().details())
                    .containsEntry("from", "CLOSED")
                    .containsEntry("to", "OPEN")
                    .containsEntry("trials", "10"));
  }

  @Test
  void shouldAddUpLabelsThroughARestartAndOpenOnWhatIsSurelyTooMany() {
    // Given
    label("watched", true);
    label("watched", true);
    assertThat(context.forwarded()).isEmpty();
    // When
    restart();
    label("watched", true);
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().status().needsAnswers()).isTrue();
    assertThat(last().status().cause())
        .isEqualTo(new Cause(TripReason.QUALITY, new Evidence(3, 3)));
    assertThat(last().risk()).isEqualTo(new RiskReading(RiskLevel.DEGRADED, new Evidence(3, 3)));
  }

  @Test
  void shouldTellOfASpikeAndThatItIsOverAndOpenNothing() {
    // Given
    for (int i = 0; i < 30; i++) {
      label("watched", false);
    }
    // When
    label("watched", true);
    label("watched", true);
    // Then
    assertThat(last().risk().level()).isEqualTo(RiskLevel.SPIKE);
    assertThat(last().status().kind()).isEqualTo(Kind.CLOSED);
    // And when
    for (int i = 0; i < 8; i++) {
      label("watched", false);
    }
    // Then
    assertThat(last().risk().level()).isEqualTo(RiskLevel.NORMAL);
    assertThat(news()).hasSize(2);
    assertThat(context.forwarded())
        .extracting(one -> one.record().value())
        .filteredOn(Emission.Noted.class::isInstance)
        .extracting(noted -> ((Emission.Noted) noted).event().details().get("to"))
        .containsExactly("SPIKE", "NORMAL");
  }

  @Test
  void shouldHoldABreakerOpenForAnOperatorThroughARestartAndTryTheModelAfterwards() {
    // Given: nothing was ever heard of the model
    Guarded here = new Guarded(named(2), null);
    Control open = set(new Switch.OpenBreaker(here), Duration.ofHours(1));
    // When
    tick();
    // Then
    assertThat(last().guarded()).isEqualTo(here);
    assertThat(last().domain()).isEqualTo("watched");
    assertThat(last().tier()).isEqualTo("t");
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().status().nextProbeAt()).isNull();
    assertThat(last().hand())
        .isEqualTo(new Cause.Hand(open.id(), clock.plus(Duration.ofHours(1)).toEpochMilli()));
    assertThat(last().why())
        .isEqualTo("an operator holds it open until 2026-01-01T01:00:00Z, control " + open.id());
    // And when
    restart();
    clock = clock.plus(Duration.ofMinutes(59));
    tick();
    assertThat(news()).isEmpty();
    clock = clock.plus(Duration.ofMinutes(1));
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.SHADOW);
    assertThat(last().hand()).isNull();
    assertThat(last().why()).startsWith("no operator holds it open any more");
  }

  @Test
  void shouldTellOfAHoldThatIsReplaced() {
    // Given
    Guarded here = new Guarded(named(2), null);
    set(new Switch.OpenBreaker(here), Duration.ofHours(1));
    tick();
    // When
    Control longer = set(new Switch.OpenBreaker(here), Duration.ofHours(2));
    tick();
    tick();
    // Then
    assertThat(news()).hasSize(2);
    assertThat(last().hand().control()).isEqualTo(longer.id());
    assertThat(last().status().opens()).isEqualTo(1);
  }

  @Test
  void shouldLeaveABreakerToTheTaskThatOwnsIt() {
    set(new Switch.OpenBreaker(new Guarded(named(1), null)), Duration.ofHours(1));
    set(new Switch.OpenBreaker(new Guarded("nobody-asks-it", null)), Duration.ofHours(1));

    tick();

    assertThat(context.forwarded()).isEmpty();
  }

  @Test
  void shouldCloseForAnOperatorOnceAndOpenAgainForAReason() {
    // Given
    Guarded here = new Guarded(named(2), null);
    report(here, CallSource.LIVE, 10, 10);
    clock = clock.plusSeconds(1);
    Control close = set(new Switch.CloseBreaker(here), Duration.ofHours(1));
    // When
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.CLOSED);
    assertThat(last().hand().control()).isEqualTo(close.id());
    assertThat(last().why()).startsWith("an operator closed it, whatever it has shown until");
    // And when
    clock = clock.plusSeconds(1);
    report(here, CallSource.LIVE, 10, 10);
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().hand()).isNull();
    assertThat(last().status().opens()).isEqualTo(2);
  }

  @Test
  void shouldCloseForAnOperatorWhoseClockIsBehind() {
    // Given
    Guarded here = new Guarded(named(2), null);
    report(here, CallSource.LIVE, 10, 10);
    clock = clock.minusSeconds(30);
    set(new Switch.CloseBreaker(here), Duration.ofHours(1));
    clock = clock.plusSeconds(31);
    // When
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void shouldNotCloseThroughARestartWhatHasOpenedSinceThoughTheOperatorsClockWasAhead() {
    // Given: nothing was open that it could have closed
    Guarded here = new Guarded(named(2), null);
    clock = clock.plusSeconds(60);
    set(new Switch.CloseBreaker(here), Duration.ofHours(1));
    clock = clock.minusSeconds(60);
    tick();
    assertThat(news()).isEmpty();
    restart();
    report(here, CallSource.LIVE, 10, 10);
    // When
    clock = clock.plusSeconds(1);
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
  }

  @Test
  void shouldForgetThroughARestartWhatLabelsHaveShownOfAModelThatNobodyAsksAnyMore() {
    // Given
    label("watched", true);
    label("watched", true);
    restart();
    retire();
    // When
    label("watched", true);
    // Then
    assertThat(news()).isEmpty();
  }

  @Test
  void shouldForgetThroughARestartWhatHadBeenToldOfSuchAModel() {
    // Given
    spike();
    restart();
    retire();
    restart();
    // When
    label("watched", true);
    // Then
    assertThat(news()).isEmpty();
  }

  @Test
  void shouldForgetThroughARestartWhatLabelsHaveShownWhenNobodyWatchesTheAnswersAnyMore() {
    // Given
    spike();
    policies.activate(policy("1.1.0", ""));
    restart();
    tick();
    assertThat(last().risk().level()).isEqualTo(RiskLevel.NORMAL);
    policies.activate(POLICY);
    restart();
    // When
    label("watched", true);
    // Then
    assertThat(news()).isEmpty();
  }

  @Test
  void shouldForgetNothingByAPolicyThatShouldNotBeTheOneInForce() {
    // Given
    spike();
    policies.activate(policy("0.9.0", ""));
    policies.unsettle("watched");
    restart();
    // When
    tick();
    // Then
    assertThat(news()).isEmpty();
  }

  /** No playbook goes by it. */
  @Test
  void shouldTellOfASpikeAgainWhenABreakerHasClosed() {
    // Given
    spike(ASKED);
    report(ASKED, CallSource.LIVE, 10, 10);
    // When: an operator closes it, which says nothing of risk
    set(new Switch.CloseBreaker(ASKED), Duration.ofMinutes(1));
    tick();
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.CLOSED);
    assertThat(last().risk()).isEqualTo(new RiskReading(RiskLevel.SPIKE, new Evidence(32, 2)));
  }

  @Test
  void shouldTellOfASpikeAgainThroughARestart() {
    // Given
    spike(ASKED);
    report(ASKED, CallSource.LIVE, 10, 10);
    clock = clock.plusSeconds(37);
    tick();
    report(ASKED, CallSource.MIRROR, 55, 0);
    while (last().status().kind() == Kind.RAMP) {
      clock = clock.plusSeconds(60);
      report(ASKED, CallSource.LIVE, 100, 0);
    }
    assertThat(last().status().kind()).isEqualTo(Kind.CLOSED);
    assertThat(last().risk().level()).isEqualTo(RiskLevel.NORMAL);
    // When
    restart();
    tick();
    // Then
    assertThat(last().risk()).isEqualTo(new RiskReading(RiskLevel.SPIKE, new Evidence(32, 2)));
  }

  private void spike() {
    spike(GUARDED);
  }

  /** 30 right answers and two wrong ones: a spike. */
  private void spike(Guarded guarded) {
    for (int i = 0; i < 30; i++) {
      label(guarded, "watched", false);
    }
    label(guarded, "watched", true);
    label(guarded, "watched", true);
    assertThat(last().risk().level()).isEqualTo(RiskLevel.SPIKE);
  }

  /** Lets the time pass after which a model that came back would be a new one. */
  private void retire() {
    tick();
    clock = clock.plus(BreakerRules.USUAL.forgetAfter());
    tick();
  }

  private Control set(Switch wanted, Duration time) {
    Control control = Control.of("*", wanted, "olga", "a test", clock, clock.plus(time));
    board.set(board.current().with(control));
    return control;
  }

  private static Policy policy(String version, String breaker) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: %s
        domain: watched
        owner: o
        deadline: 1h
        ladder:
          - {tier: t, kind: model, model: %s, threshold: 0.5, budget: 10ms}
          - {tier: u, kind: model, model: %s, threshold: 0.5, budget: 10ms}
          - {tier: c, kind: default, label: x}
        %s
        """
            .formatted(version, named(2), named(1), breaker));
  }

  /** The name of a model whose breaker this of three partitions owns. */
  private static String named(int partition) {
    for (int i = 0; ; i++) {
      byte[] key = ("m" + i + '|').getBytes(StandardCharsets.UTF_8);
      if (Utils.toPositive(Utils.murmur2(key)) % 3 == partition) {
        return "m" + i;
      }
    }
  }

  @Test
  void shouldWatchNoAnswersWhereThePolicySaysNothingOfThem() {
    for (int i = 0; i < 60; i++) {
      label("d", true);
    }

    assertThat(context.forwarded()).isEmpty();
  }

  private void label(String domain, boolean wrong) {
    label(GUARDED, domain, wrong);
  }

  private void label(Guarded guarded, String domain, boolean wrong) {
    AnswerReport report =
        new AnswerReport(
            guarded,
            domain,
            "t",
            CallSource.LIVE,
            AnswerReport.Basis.LABELS,
            wrong,
            clock.toEpochMilli(),
            new SourcePosition("requests", 0, 7),
            clock.toEpochMilli());
    stage.process(new Record<>(guarded.key(), new Passing.AnswerRead(report), 0));
  }

  private void report(CallSource source, long calls, long failures) {
    report(GUARDED, source, calls, failures);
  }

  private void report(Guarded guarded, CallSource source, long calls, long failures) {
    CallReport report =
        new CallReport(
            guarded,
            "d",
            "t",
            source,
            new WindowCounts(calls, failures, 0, failures),
            failures == 0 ? Map.of() : Map.of(Reason.ERROR, failures),
            "r",
            new SourcePosition("requests", 0, 7),
            clock.toEpochMilli());
    stage.process(new Record<>(guarded.key(), new Passing.HealthRead(report), 0));
  }

  private void restart() {
    context.resetForwards();
    stage = stages.get();
    stage.init(context);
  }

  private void tick() {
    MockProcessorContext.CapturedPunctuator newest =
        context.scheduledPunctuators().stream()
            .filter(one -> one.getInterval().equals(Duration.ofSeconds(1)))
            .reduce((first, second) -> second)
            .orElseThrow();
    newest.getPunctuator().punctuate(clock.toEpochMilli());
  }

  private List<BreakerNews> news() {
    return context.forwarded().stream()
        .map(one -> one.record().value())
        .filter(Emission.Moved.class::isInstance)
        .map(moved -> ((Emission.Moved) moved).news())
        .toList();
  }

  private BreakerNews last() {
    List<BreakerNews> all = news();
    return all.get(all.size() - 1);
  }
}
