package dev.backstop.verify.run;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.fault.PlannedFault;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.History;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the trouble that requests made showed in the attempts of the models that were told to
 * make it. One that was passed by has shown nothing.
 */
final class Troubles {
  /** What a slow call takes at the least; one that is not slow takes a hundredth of it. */
  private static final long SLOW_MICROS = 10_000;

  private static final Set<FaultKind> MODELS =
      EnumSet.of(
          FaultKind.MODEL_THROWS, FaultKind.MODEL_NAN, FaultKind.MODEL_SLOW, FaultKind.MODEL_HANGS);

  /** The reasons of a model that was not asked. */
  private static final Set<Reason> PASSED_BY =
      EnumSet.of(Reason.BREAKER_OPEN, Reason.OVERLOAD, Reason.BUDGET_EXHAUSTED);

  private Troubles() {}

  /**
   * The faults, those of models now told to have hit or missed.
   *
   * @param bursts the requests of a fault
   */
  static List<Struck> told(
      List<Struck> struck, Function<PlannedFault, List<Planned.Question>> bursts, History history) {
    List<Struck> told = new ArrayList<>();
    for (Struck one : struck) {
      boolean model = MODELS.contains(one.fault().kind());
      told.add(model ? told(one, bursts.apply(one.fault()), history) : one);
    }
    return told;
  }

  private static Struck told(Struck one, List<Planned.Question> burst, History history) {
    Map<String, Planned.Question> asked = new HashMap<>();
    burst.forEach(question -> asked.put(question.key(), question));
    Trouble trouble = Bursts.trouble(one.fault().kind());
    long shown =
        history.answers().stream()
            .filter(answer -> shows(answer, asked.get(answer.requestId()), trouble))
            .count();
    String what = one.what() + ", shown in " + shown + " decisions";
    return shown > 0 ? Struck.hit(one.fault(), what) : Struck.missed(one.fault(), what);
  }

  private static boolean shows(Answer answer, Planned.@Nullable Question asked, Trouble trouble) {
    List<Attempt> attempts = answer.decision().attempts();
    return asked != null
        && ((asked.first() == trouble && !attempts.isEmpty() && shows(attempts.get(0), trouble))
            || (asked.second() == trouble
                && attempts.size() > 1
                && shows(attempts.get(1), trouble)));
  }

  private static boolean shows(Attempt attempt, Trouble trouble) {
    Reason reason = attempt.reason();
    return switch (trouble) {
      case NONE -> false;
      case THROWS -> reason == Reason.ERROR;
      case NAN -> reason == Reason.INVALID_OUTPUT;
      case SLOW ->
          attempt.latencyMicros() > SLOW_MICROS && (reason == null || !PASSED_BY.contains(reason));
      case HANGS -> reason == Reason.TIMEOUT;
    };
  }
}
