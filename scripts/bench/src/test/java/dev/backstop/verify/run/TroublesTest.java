package dev.backstop.verify.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.fault.PlannedFault;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.History;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import dev.backstop.verify.plan.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a fault of a model counts as hit. */
class TroublesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourcePosition PLACE = new SourcePosition("v.requests", 0, 0);
  private static final Planned.Question OK =
      new Planned.Question("it", 3, 3, Trouble.NONE, Trouble.NONE, Wish.NOTHING);

  @ParameterizedTest
  @CsvSource({
    "MODEL_THROWS, THROWS, ERROR, true",
    "MODEL_THROWS, THROWS, BREAKER_OPEN, false",
    "MODEL_THROWS, THROWS, BUDGET_EXHAUSTED, false",
    "MODEL_NAN, NAN, INVALID_OUTPUT, true",
    "MODEL_NAN, NAN, TIMEOUT, false",
    "MODEL_SLOW, SLOW, , true",
    "MODEL_SLOW, SLOW, LOW_CONFIDENCE, true",
    "MODEL_SLOW, SLOW, BREAKER_OPEN, false",
    "MODEL_HANGS, HANGS, TIMEOUT, true",
    "MODEL_HANGS, HANGS, BREAKER_OPEN, false"
  })
  void shouldHitOnlyWhereTheModelWasAsked(
      FaultKind kind, Trouble trouble, Reason reason, boolean hit) {
    Planned.Question told = new Planned.Question("it", 3, 3, trouble, Trouble.NONE, Wish.NOTHING);

    assertThat(isHit(kind, told, attempt(reason, 30_000))).isEqualTo(hit);
  }

  @Test
  void shouldNotTakeAQuickAnswerForASlowOne() {
    Planned.Question told =
        new Planned.Question("it", 3, 3, Trouble.SLOW, Trouble.NONE, Wish.NOTHING);

    assertThat(isHit(FaultKind.MODEL_SLOW, told, attempt(null, 900))).isFalse();
  }

  @Test
  void shouldNotTakeTheTroubleOfTheModelThatWasNotTold() {
    Planned.Question told =
        new Planned.Question("it", 3, 3, Trouble.THROWS, Trouble.NAN, Wish.NOTHING);

    // The first was told to throw, and gave what the second was told to give, which was not asked.
    assertThat(isHit(FaultKind.MODEL_NAN, told, attempt(Reason.INVALID_OUTPUT, 100))).isFalse();
    assertThat(
            isHit(
                FaultKind.MODEL_NAN,
                told,
                attempt(Reason.ERROR, 100),
                attempt(Reason.INVALID_OUTPUT, 100)))
        .isTrue();
  }

  @Test
  void shouldMissWhereNoRequestOfTheBurstWasDecided() {
    Struck told = told(FaultKind.MODEL_THROWS, List.of(OK), List.of());

    assertThat(told.hit()).isFalse();
    assertThat(told.what()).contains("shown in 0 decisions");
  }

  private static boolean isHit(FaultKind kind, Planned.Question question, Attempt... attempts) {
    Decision decision =
        new Decision(
            "it",
            "verify",
            Status.FINAL,
            null,
            "no",
            Map.of(),
            null,
            "default",
            TierKind.DEFAULT,
            true,
            null,
            null,
            List.of(attempts),
            new PolicyRef("verify", "1.0.0", "aa".repeat(32)),
            null,
            null,
            PLACE,
            NOW,
            NOW,
            null,
            null,
            Map.of());
    return told(kind, List.of(question), List.of(new Answer(PLACE, decision, List.of()))).hit();
  }

  private static Struck told(FaultKind kind, List<Planned.Question> burst, List<Answer> answers) {
    PlannedFault fault = new PlannedFault(0, kind, 0, Duration.ZERO, 1, Optional.empty());
    History history =
        new History(
            "v.",
            new Known(List.of(), Map.of()),
            List.of(),
            List.of(),
            answers,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            0);
    return Troubles.told(List.of(Struck.hit(fault, "1 request")), any -> burst, history).get(0);
  }

  private static Attempt attempt(Reason reason, long micros) {
    return new Attempt("primary", TierKind.MODEL, null, null, null, 0.8, micros, reason, null, NOW);
  }
}
