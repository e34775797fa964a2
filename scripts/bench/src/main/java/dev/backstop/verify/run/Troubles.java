package dev.backstop.verify.run;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.fault.PlannedFault;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.History;
import dev.backstop.verify.plan.Planned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the trouble that requests made showed in the models' attempts. */
final class Troubles {
  /** What a slow call takes at the least; one that is not slow takes a hundredth of it. */
  private static final long SLOW_MICROS = 10_000;

  private Troubles() {}

  /** The faults, those of models now told to have hit or missed. */
  static List<Struck> told(List<Struck> struck, Bursts bursts, History history) {
    List<Struck> told = new ArrayList<>();
    for (Struck one : struck) {
      boolean model = MODELS.contains(one.fault().kind());
      told.add(model ? told(one, bursts, history) : one);
    }
    return told;
  }

  private static final Set<FaultKind> MODELS =
      Set.of(
          FaultKind.MODEL_THROWS, FaultKind.MODEL_NAN, FaultKind.MODEL_SLOW, FaultKind.MODEL_HANGS);

  private static Struck told(Struck one, Bursts bursts, History history) {
    Set<String> ids =
        bursts.burst(one.fault()).stream()
            .map(Planned.Question::key)
            .collect(Collectors.toCollection(HashSet::new));
    long shown =
        history.answers().stream()
            .filter(answer -> ids.contains(answer.requestId()))
            .filter(answer -> shows(answer, one.fault()))
            .count();
    String what = one.what() + ", shown in " + shown + " decisions";
    return shown > 0 ? Struck.hit(one.fault(), what) : Struck.missed(one.fault(), what);
  }

  private static boolean shows(Answer answer, PlannedFault fault) {
    return answer.decision().attempts().stream().anyMatch(attempt -> shows(attempt, fault));
  }

  private static boolean shows(Attempt attempt, PlannedFault fault) {
    return switch (fault.kind()) {
      case MODEL_THROWS -> attempt.reason() == Reason.ERROR;
      case MODEL_NAN -> attempt.reason() == Reason.INVALID_OUTPUT;
      case MODEL_SLOW -> attempt.latencyMicros() > SLOW_MICROS;
      default -> attempt.reason() == Reason.TIMEOUT;
    };
  }
}
