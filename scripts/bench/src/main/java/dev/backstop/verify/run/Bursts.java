package dev.backstop.verify.run;

import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.fault.PlannedFault;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.RequestPlan;
import dev.backstop.verify.plan.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The faults of models and reviewers. Whether a model's trouble showed is told by decisions. */
final class Bursts {
  private static final Duration FOR_REVIEW = Duration.ofSeconds(20);

  private final Stage stage;
  private final RequestPlan plan;

  Bursts(Stage stage, RequestPlan plan) {
    this.stage = stage;
    this.plan = plan;
  }

  Struck strike(PlannedFault fault) throws InterruptedException {
    if (fault.kind() == FaultKind.REVIEWER_KILL) {
      boolean crashed = stage.reviewers().get(fault.victim()).crash(FOR_REVIEW);
      return crashed
          ? Struck.hit(fault, "halted between acknowledgement and poll")
          : Struck.missed(fault, "had nothing to acknowledge");
    }
    List<Planned.Question> burst = burst(fault);
    stage.sender().send(burst);
    return Struck.hit(fault, burst.size() + " requests");
  }

  /** The requests of a fault, again whenever they are asked for. */
  List<Planned.Question> burst(PlannedFault fault) {
    Trouble trouble = trouble(fault.kind());
    // Every other burst spares the first model and troubles the second, where that is asked.
    boolean second = fault.victim() == 1 && trouble != Trouble.HANGS;
    List<Planned.Question> burst = new ArrayList<>();
    for (int i = 0; i < fault.size(); i++) {
      burst.add(
          second && i % 2 == 0
              ? plan.troubled(fault.number(), i, Trouble.THROWS, trouble)
              : plan.troubled(fault.number(), i, trouble, Trouble.NONE));
    }
    return burst;
  }

  /** What the requests of a model's fault tell the model to do. */
  static Trouble trouble(FaultKind kind) {
    return switch (kind) {
      case MODEL_THROWS -> Trouble.THROWS;
      case MODEL_NAN -> Trouble.NAN;
      case MODEL_SLOW -> Trouble.SLOW;
      case MODEL_HANGS -> Trouble.HANGS;
      default -> throw new IllegalArgumentException(kind + " is no fault of a model");
    };
  }
}
