package dev.backstop.topology.score;

import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Score;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.InputTallies;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.Models;
import dev.backstop.policy.FirstAsked;
import dev.backstop.policy.Policy;
import java.util.List;

/**
 * Counts what models are asked against what they were made for, where their packages say that: at
 * the first tier that asks models, of all segments together. A segment, or a model that has left a
 * request over, picks requests out by their features, so that what comes behind it never looks like
 * what comes. One thread has it.
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
    ModelRef model = member.model();
    if (model == null
        || policy.charter().breaker().drifting() == null
        || !FirstAsked.isAt(policy, ask.tier())) {
      return;
    }
    ModelReference reference = references.of(member.name(), model);
    // A package that says nothing is reported as long as something stands of the one before.
    if (!reference.none() || stands(ask, member.name())) {
      Score score = member.score();
      tallies.add(
          member.name(),
          policy.domain(),
          ask.tier().name(),
          model.sha256(),
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

  private static boolean stands(Step.Ask ask, String model) {
    if (!ask.on().breakers().drifted()) {
      return false;
    }
    BreakerNews news = ask.on().breakers().of(model, null);
    return news != null && !news.drifted().none();
  }
}
