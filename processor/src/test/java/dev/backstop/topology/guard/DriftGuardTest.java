package dev.backstop.topology.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BinCounts;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState.Kind;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Closed;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.TripReason;
import dev.backstop.guard.WindowCounts;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of breakers makes of reports of what models were asked. */
class DriftGuardTest {

  private static final Guarded ALL = new Guarded("m", null);
  private static final Guarded LARGE = new Guarded("m", "large");
  private static final String DIGEST = "d".repeat(64);
  private static final DriftStanding INCOME = new DriftStanding(List.of("income"), false);
  private static final SourcePosition SOURCE = new SourcePosition("requests", 0, 7);
  private static final String ROUTE = "drift: {window: 100, features: ROUTE}";
  private static final String ALERT = "drift: {window: 100}";

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Telemetry telemetry = new Telemetry(meters);
  private final ControlBoard board = new ControlBoard();
  private final Policies policies = new Policies(List.of(policy("loans", "m", ALERT)));
  private final List<Passing> out = new ArrayList<>();
  private KeyValueStore<String, byte[]> breakers;
  private KeyValueStore<String, byte[]> risks;
  private BreakerOwner owner;
  private long now = 1_000_000;

  @BeforeEach
  void open() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    MockProcessorContext<String, Passing> context =
        new MockProcessorContext<>(settings, new TaskId(4, 0), directory.toFile());
    breakers = store("breakers", context);
    risks = store("risks", context);
    restart();
  }

  @Test
  void shouldForgetWhatHasDriftedOnceThePackageDoesNotMeasureItAnyMore() {
    // Given
    observed("loans", DIGEST, drifted("income"), drifted("age"));
    assertThat(last().drifted().drifted()).containsExactly("age", "income");
    // When
    observed("loans", DIGEST, drifted("age"));
    // Then
    assertThat(last().drifted().drifted()).containsExactly("age");
    assertThat(gauges("income")).isZero();
    assertThat(gauges("age")).isEqualTo(1);
    // And when: it says nothing at all
    observed("loans", DIGEST);
    // Then
    assertThat(last().drifted()).isEqualTo(DriftStanding.NONE);
    assertThat(gauges("age")).isZero();
  }

  @Test
  void shouldBeginAnewForAnotherPackageThoughItHasRestartedMeanwhile() {
    // Given
    observed("loans", DIGEST, drifted("income"));
    restart();
    // When: no window of it is full
    observed("loans", "other", new BinCounts("income", List.of(500L, 500L), List.of(1L, 0L)));
    // Then: one report may be a straggler's
    assertThat(news()).isEmpty();
    // When
    now += 10_000;
    observed("loans", "other", new BinCounts("income", List.of(500L, 500L), List.of(1L, 0L)));
    // Then
    assertThat(last().drifted()).isEqualTo(DriftStanding.NONE);
  }

  @Test
  void shouldForgetAfterMinutesOfCallsWithoutAWordOfWhatWasAsked() {
    // Given
    observed("loans", DIGEST, drifted("income"));
    called(ALL, "loans", CallSource.LIVE);
    // When
    now += 299_000;
    called(ALL, "loans", CallSource.LIVE);
    owner.tick(now);
    assertThat(news()).hasSize(1);
    now += 1_000;
    called(ALL, "loans", CallSource.LIVE);
    owner.tick(now);
    // Then
    assertThat(last().drifted()).isEqualTo(DriftStanding.NONE);
  }

  @Test
  void shouldNotTakeSilenceForCallsWithoutAWordOfWhatWasAsked() {
    // Given: the last calls before it is taken out may be reported alone
    observed("loans", DIGEST, drifted("income"));
    called(ALL, "loans", CallSource.LIVE);
    // When
    now += 3_600_000;
    owner.tick(now);
    // Then
    assertThat(last().drifted()).isEqualTo(INCOME);
  }

  @Test
  void shouldKeepWhatHasDriftedWhileNothingIsAsked() {
    // Given: what is asked beside others is not reported
    observed("loans", DIGEST, drifted("income"));
    called(ALL, "loans", CallSource.MIRROR);
    // When
    now += 3_600_000;
    owner.tick(now);
    // Then
    assertThat(news()).hasSize(1);
    assertThat(last().drifted()).isEqualTo(INCOME);
  }

  @Test
  void shouldForgetWhatAPolicyDoesNotWatchAnyMore() {
    // Given
    observed("loans", DIGEST, drifted("income"));
    // When
    policies.activate(behind("loans"));
    owner.tick(now);
    observed("loans", DIGEST, drifted("income"));
    // Then
    assertThat(news()).hasSize(2);
    assertThat(last().drifted()).isEqualTo(DriftStanding.NONE);
    assertThat(gauges("income")).isZero();
  }

  @Test
  void shouldLeaveABreakerOnItsWayBackToThePolicyUnderWhichItLeft() {
    // Given
    policies.activate(policy("cards", "m", ALERT));
    failed(ALL, "loans");
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    // When
    observed("cards", DIGEST, drifted("income"));
    // Then
    assertThat(last().drifted()).isEqualTo(INCOME);
    assertThat(last().domain()).isEqualTo("loans");
    assertThat(last().tier()).isEqualTo("a");
  }

  @Test
  void shouldTakeAModelOutForWhatHasDriftedAlreadyOnceItsPolicyWantsThat() {
    // Given
    called(ALL, "loans", CallSource.LIVE);
    observed("loans", DIGEST, drifted("income"));
    owner.tick(now);
    assertThat(last().status().kind()).isEqualTo(Kind.CLOSED);
    // When
    policies.activate(policy("loans", "m", ROUTE));
    owner.tick(now);
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().status().cause().reason()).isEqualTo(TripReason.DRIFT);
    assertThat(last().why()).isEqualTo("its inputs have changed: income drifted");
    assertThat(last().drift()).isEqualTo(new DriftMemory(INCOME, INCOME, DIGEST));
  }

  @Test
  void shouldTakeAModelOutForOnePolicyWhereAnotherWasFirstToHearOfTheDrift() {
    // Given
    policies.activate(policy("cards", "m", ROUTE));
    called(ALL, "loans", CallSource.LIVE);
    // When
    observed("loans", DIGEST, drifted("income"));
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().domain()).isEqualTo("cards");
  }

  @Test
  void shouldNotTakeAModelOutAgainForWhatItsAnswersWereShownToBeRightOn() {
    // Given: it is back, and the owner is another one
    policies.activate(policy("loans", "m", ROUTE));
    known(new DriftMemory(INCOME, INCOME, DIGEST));
    called(ALL, "loans", CallSource.LIVE);
    // When
    observed("loans", DIGEST, drifted("income"));
    owner.tick(now);
    assertThat(news()).isEmpty();
    // Then it is for what comes anew
    observed("loans", DIGEST, drifted("income"), drifted("age"));
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
  }

  @Test
  void shouldTakeAModelOutAgainForWhatHasDriftedOnceMore() {
    // Given
    policies.activate(policy("loans", "m", ROUTE));
    known(new DriftMemory(INCOME, INCOME, DIGEST));
    called(ALL, "loans", CallSource.LIVE);
    // When
    observed("loans", DIGEST, new BinCounts("income", List.of(500L, 500L), List.of(50L, 50L)));
    restart();
    called(ALL, "loans", CallSource.LIVE);
    observed("loans", DIGEST, drifted("income"));
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
  }

  @Test
  void shouldTakeAModelOutInASegmentForWhatIsKnownOfAll() {
    // Given: all are another task's
    policies.activate(policy("loans", "m", ROUTE));
    board.set(board.breakers().with(news(ALL, new DriftMemory(INCOME, INCOME, DIGEST))));
    called(LARGE, "loans", CallSource.LIVE);
    // When
    owner.tick(now);
    // Then
    assertThat(last().guarded()).isEqualTo(LARGE);
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
    assertThat(last().drift()).isEqualTo(new DriftMemory(DriftStanding.NONE, INCOME, null));
    // And when
    int before = out.size();
    owner.tick(now);
    // Then
    assertThat(out).hasSize(before);
  }

  @Test
  void shouldKeepWhatItWasTakenOutForWhileNothingIsKnownOfAll() {
    // Given
    policies.activate(policy("loans", "m", ROUTE));
    DriftMemory taken = new DriftMemory(DriftStanding.NONE, INCOME, null);
    known(LARGE, taken);
    called(LARGE, "loans", CallSource.LIVE);
    // When
    owner.tick(now);
    board.set(board.breakers().with(news(ALL, new DriftMemory(INCOME, INCOME, DIGEST))));
    owner.tick(now);
    // Then
    assertThat(news()).isEmpty();
    // And when: it is as before, and drifts again
    board.set(board.breakers().with(news(ALL, DriftMemory.NONE)));
    owner.tick(now);
    board.set(board.breakers().with(news(ALL, new DriftMemory(INCOME, INCOME, DIGEST))));
    owner.tick(now);
    // Then
    assertThat(last().status().kind()).isEqualTo(Kind.OPEN);
  }

  private void observed(String domain, String digest, BinCounts... counts) {
    owner.observed(new InputReport(ALL, domain, "a", digest, List.of(counts), SOURCE, now), now);
  }

  /** A whole window of it, all in one of its two halves. */
  private static BinCounts drifted(String feature) {
    return new BinCounts(feature, List.of(500L, 500L), List.of(0L, 100L));
  }

  private void called(Guarded guarded, String domain, CallSource source) {
    report(guarded, domain, source, new WindowCounts(1, 0, 0, 0));
  }

  private void failed(Guarded guarded, String domain) {
    report(guarded, domain, CallSource.LIVE, new WindowCounts(10, 10, 0, 10));
  }

  private void report(Guarded guarded, String domain, CallSource source, WindowCounts counts) {
    owner.called(
        new CallReport(guarded, domain, "a", source, counts, Map.of(), "r", SOURCE, now), now);
  }

  /** What an owner before has left in the store. */
  private void known(DriftMemory drift) {
    known(ALL, drift);
  }

  private void known(Guarded guarded, DriftMemory drift) {
    BreakerBook book = new BreakerBook(breakers);
    book.keep(book.of(guarded, now), news(guarded, drift));
    restart();
  }

  private BreakerNews news(Guarded guarded, DriftMemory drift) {
    return new BreakerNews(
        guarded,
        "loans",
        "a",
        BreakerStatus.of(new Closed(now, 1, Cause.of(new Cause.Hand("c", now)))),
        1,
        null,
        RiskReading.NONE,
        drift,
        null,
        "it is back",
        "o",
        now);
  }

  private void restart() {
    out.clear();
    BreakerBook book = new BreakerBook(breakers);
    GuardRules rules = new GuardRules(policies);
    Announcer announcer =
        new Announcer(
            book,
            "app/4_0",
            () -> Instant.ofEpochMilli(now),
            SOURCE,
            (key, value) -> out.add(value));
    owner =
        new BreakerOwner(
            rules,
            book,
            new RiskBook(risks),
            new DriftGuard(rules, book, new DriftBook(telemetry.drift(), board), announcer),
            new OperatorDesk(board, 0, 0),
            announcer);
  }

  private List<BreakerNews> news() {
    return out.stream()
        .filter(Emission.Moved.class::isInstance)
        .map(moved -> ((Emission.Moved) moved).news())
        .toList();
  }

  private BreakerNews last() {
    List<BreakerNews> all = news();
    return all.get(all.size() - 1);
  }

  private int gauges(String feature) {
    return meters
        .find(Meter.DRIFT_PSI.meterName())
        .tags("model", "m", "feature", feature)
        .gauges()
        .size();
  }

  private static Policy policy(String domain, String first, String drift) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: %s
        version: 1.0.0
        domain: %s
        owner: o
        deadline: 1h
        features: {amount: {type: NUMBER}}
        segments:
          - {segment: large, when: features.amount > 3000, tiers: {a: {threshold: 0.9}}}
        ladder:
          - {tier: a, kind: model, model: %s, threshold: 0.5, budget: 10ms}
          - {tier: b, kind: model, model: %s, threshold: 0.5, budget: 10ms}
          - {tier: c, kind: default, label: x}
        breaker: {%s}
        """
            .formatted(domain, domain, first, first.equals("m") ? "n" : "m", drift));
  }

  /** The model is asked what another has left over. */
  private static Policy behind(String domain) {
    return policy(domain, "n", ALERT);
  }

  private static KeyValueStore<String, byte[]> store(
      String name, MockProcessorContext<String, Passing> context) {
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
