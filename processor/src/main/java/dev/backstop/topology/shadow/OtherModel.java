package dev.backstop.topology.shadow;

import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.judge.Answer;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.model.Allowance;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.telemetry.CandidateMeters.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks the model that was not asked on a record's path, and counts how that ends. */
final class OtherModel {

  /** Failures that tell of this instance, and nothing of the model. */
  private static final Set<Reason> NOT_ITS_OWN = Set.of(Reason.BREAKER_OPEN, Reason.OVERLOAD);

  private final Models models;
  private final CandidateMeters meters;

  OtherModel(Models models, CandidateMeters meters) {
    this.models = models;
    this.meters = meters;
  }

  /**
   * What it answers, or that it fails. Empty where that would tell nothing of the model: it is not
   * loaded here, or it is busy. One instance whose calls hang must not keep a model away that is
   * well on all others.
   */
  Optional<Answer> ask(ShadowRequest request) {
    Optional<Answer> answer = models.with(request.ask(), model -> asked(model, request));
    Result result = answer.map(OtherModel::result).orElse(Result.NOT_LOADED);
    meters.asked(request, result);
    return result == Result.BUSY ? Optional.empty() : answer;
  }

  private static Result result(Answer answer) {
    if (answer.failure() == null) {
      return Result.ANSWERED;
    }
    return NOT_ITS_OWN.contains(answer.failure()) ? Result.BUSY : Result.FAILED;
  }

  private static Answer asked(Model model, ShadowRequest request) {
    long started = System.nanoTime();
    Outcome outcome;
    try {
      outcome =
          model
              .ask(List.of(request.features()), request.budget(), Allowance.BESIDE)
              .outcomes()
              .get(0);
    } catch (RuntimeException e) {
      // Against its contract; it is held against the model as any other failure.
      outcome = new Outcome.Failed(Reason.ERROR, e.getClass().getSimpleName());
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
    if (outcome instanceof Outcome.Failed failed) {
      return new Answer(model.ref(), null, null, failed.reason(), micros);
    }
    Score score = ((Outcome.Scored) outcome).score();
    return new Answer(model.ref(), score.label(), score.confidence(), null, micros);
  }
}
