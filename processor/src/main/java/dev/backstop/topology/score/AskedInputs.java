package dev.backstop.topology.score;

import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.domain.Score;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.InputTallies;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.Models;
import dev.backstop.policy.Policy;
import java.util.List;

/**
 * Counts what models are asked against what they were made for, where their packages say that. One
 * thread has it.
 */
final class AskedInputs {

  private final References references;
  private final InputTallies tallies = new InputTallies();

  AskedInputs(Models models) {
    this.references = new References(models);
  }

  /** A model was asked; that one is not there says nothing. */
  void add(Step.Ask ask, Member member) {
    Policy policy = ask.on().policy();
    if (member.model() == null || policy.charter().breaker().drifting() == null) {
      return;
    }
    ModelReference reference = references.of(member.name(), member.model());
    if (!reference.none()) {
      Score score = member.score();
      tallies.add(
          member.name(),
          policy.applies().segment(),
          policy.domain(),
          ask.tier().name(),
          reference,
          ask.on().features(),
          score == null ? null : score.confidence(),
          ask.on().source());
    }
  }

  /** What was counted since the last time. */
  List<InputReport> take(long at) {
    return tallies.take(at);
  }
}
