package dev.backstop.topology.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.judge.Answer;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.Trial;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.topology.StageStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten of candidates, and when. */
class JudgeStageTest {

  private static final Duration RETENTION = Duration.ofDays(7);
  private static final Policy TRIED = policy("1.0.0", "shadow: {tier: a, model: n@1, share: 1}");

  @TempDir private Path directory;
  private MockProcessorContext<String, Passing> context;
  private StageStores stores;
  private final Policies policies = new Policies(List.of(TRIED));
  private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
  private final ProcessorSupplier<String, Passing, String, Passing> stages =
      JudgeStage.supplier(policies, RETENTION, "t.", () -> clock);
  private Processor<String, Passing, String, Passing> stage;

  @BeforeEach
  void openTheStores() {
    stores = StageStores.open(stages, new TaskId(4, 2), directory);
    context = stores.context();
    stage = stages.get();
    stage.init(context);
    compare();
    tick();
    context.resetForwards();
  }

  @AfterEach
  void closeTheStores() {
    stores.close();
  }

  @Test
  void shouldKeepWhatIsKnownOfACandidateThatIsTried() {
    // When
    clock = clock.plus(RETENTION.multipliedBy(9));
    tick();
    // Then
    assertThat(forgotten()).isEmpty();
    assertThat(known()).isEqualTo(1);
  }

  @Test
  void shouldKeepItForAWhileSinceAPolicyMayBeRolledBack() {
    // When
    policies.activate(policy("1.1.0", ""));
    clock = clock.plus(RETENTION);
    tick();
    // Then
    assertThat(forgotten()).isEmpty();
    assertThat(known()).isEqualTo(1);
  }

  @Test
  void shouldDeleteItEverywhereWhenNoPolicyHasTriedTheCandidateForLong() {
    // Given
    policies.activate(policy("1.1.0", ""));
    clock = clock.plus(RETENTION).plusMillis(1);
    // When
    tick();
    // Then
    assertThat(forgotten()).singleElement().asString().isNotBlank();
    assertThat(known()).isZero();
    context.resetForwards();
    tick();
    assertThat(forgotten()).isEmpty();
  }

  @Test
  void shouldDeleteWhatAnEarlierVersionHasFoundThoughALaterOneTriesTheSameCandidate() {
    // Given
    policies.activate(policy("1.1.0", "shadow: {tier: a, model: n@1, share: 0.5}"));
    clock = clock.plus(RETENTION).plusMillis(1);
    // When
    tick();
    // Then
    assertThat(forgotten()).hasSize(1);
  }

  @Test
  void shouldKeepItWhereAnotherVersionShouldBeInForceThanTheOneThatIs() {
    // Given: an owner that was started anew, and could not read what the topic has in force
    policies.activate(policy("0.9.0", ""));
    policies.unsettle("d");
    clock = clock.plus(RETENTION.multipliedBy(2));
    // When
    tick();
    // Then
    assertThat(forgotten()).isEmpty();
    assertThat(known()).isEqualTo(1);
  }

  @Test
  void shouldKeepItWhereTheDomainHasNoPolicyOfItsOwnHere() {
    // Given: an owner with a policy for any domain alone
    Policies others = new Policies(List.of(policyOf("'*'", "1.0.0", "")));
    int earlier = context.scheduledPunctuators().size();
    JudgeStage.supplier(others, RETENTION, "t.", () -> clock).get().init(context);
    clock = clock.plus(RETENTION.multipliedBy(2));
    // When
    context.scheduledPunctuators().stream()
        .skip(earlier)
        .forEach(one -> one.getPunctuator().punctuate(clock.toEpochMilli()));
    // Then
    assertThat(known()).isEqualTo(1);
  }

  @Test
  void shouldCountTheRetentionFromWhenThePolicyWasReplaced() {
    // Given: tried for long after its last comparison, as one that was found worse is
    clock = clock.plus(RETENTION.multipliedBy(3));
    tick();
    policies.activate(policy("1.1.0", ""));
    clock = clock.plus(RETENTION.minusDays(1));
    // When
    tick();
    // Then
    assertThat(forgotten()).isEmpty();
    assertThat(known()).isEqualTo(1);
  }

  private List<String> forgotten() {
    return context.forwarded().stream()
        .filter(one -> one.record().value() instanceof Emission.Forgotten)
        .<String>map(one -> one.record().key())
        .toList();
  }

  private long known() {
    KeyValueStore<String, byte[]> store = context.getStateStore("evidence");
    long number = 0;
    try (var all = store.all()) {
      for (; all.hasNext(); all.next()) {
        number++;
      }
    }
    return number;
  }

  private void tick() {
    context
        .scheduledPunctuators()
        .forEach(one -> one.getPunctuator().punctuate(clock.toEpochMilli()));
  }

  private void compare() {
    Trial trial = new Trial(TRIED.ref(), "d", "a", "n@1", Candidate.Basis.AGREEMENT, 100);
    Answer answer = new Answer(null, "yes", 0.9, null, 1);
    Comparison comparison =
        new Comparison(
            "r",
            trial,
            null,
            "m",
            false,
            answer,
            answer,
            null,
            new SourcePosition("t.requests", 0, 7),
            clock);
    stage.process(new Record<>(trial.id(), new Passing.ComparisonRead(comparison), 0));
  }

  private static Policy policy(String version, String candidates) {
    return policyOf("d", version, candidates);
  }

  private static Policy policyOf(String domain, String version, String candidates) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: %s
        domain: %s
        owner: o
        deadline: 1h
        ladder:
          - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
          - {tier: c, kind: default, label: x}
        %s
        """
            .formatted(version, domain, candidates));
  }
}
