package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PromisesTest {

  @Test
  void shouldHoldAllPromisesInAGoodRun() {
    // Given
    Evidence evidence = Examples.goodRun().evidence();

    // When
    List<Promise> promises = Promises.judge(evidence, Examples.METERS, Examples.DIGESTS);

    // Then
    assertThat(promises).flatExtracting(Promise::broken).isEmpty();
    assertThat(promises)
        .extracting(Promise::name)
        .containsExactly(
            "nothing-lost",
            "one-final",
            "lineage",
            "silence-never-accepts",
            "meters-balance",
            "duplicates-answered-once",
            "late-and-duplicate-verdicts-change-nothing");
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("flaws")
  void shouldNameTheBrokenPromiseAndWhatBreaksIt(
      Consumer<Examples> flaw, String promise, String explanation) {
    // Given
    Examples run = Examples.goodRun();
    flaw.accept(run);

    // When
    List<Promise> promises = Promises.judge(run.evidence(), Examples.METERS, Examples.DIGESTS);

    // Then
    assertThat(promises)
        .filteredOn(judged -> judged.name().equals(promise))
        .flatExtracting(Promise::broken)
        .anySatisfy(broken -> assertThat(broken).contains(explanation));
  }

  static Stream<Arguments> flaws() {
    return Stream.of(
        flaw(
            run -> run.answers.removeIf(answer -> answer.requestId().equals("sure")),
            "nothing-lost",
            "sure at backstop.requests-0-0 has no terminal decision"),
        flaw(run -> run.deadLetters.clear(), "nothing-lost", "GARBAGE at backstop.requests-0-3"),
        flaw(
            run -> run.deadLetters.get(0).setCause(DeadLetterCause.EMPTY),
            "nothing-lost",
            "because of EMPTY"),
        flaw(
            run -> run.deadLetters.get(0).setValue(ByteBuffer.wrap(new byte[] {1})),
            "nothing-lost",
            "other bytes"),
        flaw(
            run -> run.answer("sure", DecisionStatus.REJECTED, decision -> {}, Examples.accepted()),
            "one-final",
            "sure has 2 terminal decisions"),
        flaw(
            run -> decision(run, 2).setSupersedes(null),
            "one-final",
            "unsure supersedes null where it should be unsure/provisional"),
        flaw(
            run -> run.answers.get(0).headers().put("backstop-tier", List.of("forged", "primary")),
            "lineage",
            "sure/final has backstop-tier [forged, primary]"),
        flaw(
            run -> run.answers.get(0).headers().put("backstop-tier-path", List.of("human:OK")),
            "lineage",
            "backstop-tier-path"),
        flaw(run -> run.answers.get(0).headers().remove("ce_time"), "lineage", "ce_time"),
        flaw(
            run -> decision(run, 0).getPolicy().setSha256("c".repeat(64)),
            "lineage",
            "policy credit with digest cccc"),
        flaw(
            run -> decision(run, 0).getAttempts().get(0).getModel().setSha256("c".repeat(64)),
            "lineage",
            "model credit-primary with digest cccc"),
        flaw(
            run -> decision(run, 0).getAttempts().get(0).setConfidence(0.79),
            "silence-never-accepts",
            "accepted with confidence 0.79 below 0.8"),
        flaw(
            run -> decision(run, 2).setReviewer(null),
            "silence-never-accepts",
            "without a reviewer"),
        flaw(
            run -> decision(run, 3).setDegraded(false),
            "silence-never-accepts",
            "forgotten/final had no verdict and is REVIEW_TIMEOUT, not degraded"),
        flaw(
            run -> decision(run, 3).setReason(Reason.LOW_CONFIDENCE),
            "silence-never-accepts",
            "had no verdict and is LOW_CONFIDENCE"),
        flaw(
            run -> run.sent.remove(4),
            "meters-balance",
            "the meters tell of 5 requests, the clients of 4"),
        flaw(
            run -> run.audit.removeIf(event -> event.getKind() == AuditKind.DUPLICATE_REQUEST),
            "duplicates-answered-once",
            "the copy of sure at backstop.requests-0-4 is not in the audit"),
        flaw(
            run -> run.answer("sure", DecisionStatus.FINAL, decision -> {}, Examples.accepted()),
            "duplicates-answered-once",
            "left 2 terminal decisions"),
        flaw(
            run -> run.audit.removeIf(event -> event.getKind() == AuditKind.LATE_VERDICT),
            "late-and-duplicate-verdicts-change-nothing",
            "the LATE verdict on forgotten is not in the audit"),
        flaw(
            run -> decision(run, 2).setLabel("good"),
            "late-and-duplicate-verdicts-change-nothing",
            "the REPEATED verdict on unsure changed its decision"),
        flaw(
            run -> decision(run, 3).setReviewer("robot-2"),
            "late-and-duplicate-verdicts-change-nothing",
            "the LATE verdict on forgotten changed its decision"));
  }

  @Test
  void shouldBreakTheBalanceWhenTheMetersDoNotAddUp() {
    // Given
    Meters meters = new Meters(List.of(new Meters.Sample("backstop_requests_total", "", 5)));

    // When
    List<Promise> promises =
        Promises.judge(Examples.goodRun().evidence(), meters, new Digests(Map.of(), Map.of()));

    // Then
    assertThat(promises)
        .filteredOn(promise -> promise.name().equals("meters-balance"))
        .flatExtracting(Promise::broken)
        .first()
        .isEqualTo("requests 5 are not final 0 + pending 0 + dead letters 0 + duplicates 0");
  }

  private static Arguments flaw(Consumer<Examples> flaw, String promise, String explanation) {
    return Arguments.of(flaw, promise, explanation);
  }

  private static Decision decision(Examples run, int index) {
    return run.answers.get(index).decision();
  }
}
