package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.TierKind;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.plan.Planned;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a decision, asked again: the test models are known functions of the request.
 *
 * @param index of the attempt
 */
record AttemptCheck(Known known, Decision decision, List<Attempt> attempts, int index) {
  /** What a 32-bit model may be off by. */
  private static final double TOLERANCE = 1e-4;

  List<String> flaws(Planned.@Nullable Question question) {
    List<String> flaws = new ArrayList<>();
    Attempt attempt = attempts.get(index);
    if (attempt.taken() && index < attempts.size() - 1) {
      flaws.add("tier " + attempt.tier() + " was taken, and others were asked after it");
    }
    if (index > 0 && attempt.at().isBefore(attempts.get(index - 1).at())) {
      flaws.add("tier " + attempt.tier() + " was tried before the tier before it");
    }
    if (attempt.tierKind() == TierKind.MODEL) {
      model(attempt, question, flaws);
    }
    return flaws;
  }

  private void model(Attempt attempt, Planned.@Nullable Question question, List<String> flaws) {
    Double threshold = attempt.threshold();
    ModelRef model = attempt.model();
    Score score = attempt.score();
    if (attempt.taken() && (score == null || threshold == null || model == null)) {
      flaws.add("tier " + attempt.tier() + " was taken without model, score or threshold");
    }
    if (score != null && threshold != null) {
      judged(attempt, score, threshold, flaws);
    }
    if (question != null) {
      if (score != null) {
        recomputed(attempt, score, question, flaws);
      }
      if (attempt.taken()
          && attempt.at().isAfter(new Limits(known, decision, question).latestDeadline())) {
        flaws.add("tier " + attempt.tier() + " was taken after the deadline");
      }
    }
  }

  private static void judged(Attempt attempt, Score score, double threshold, List<String> flaws) {
    boolean sure = score.confidence() >= threshold;
    if (attempt.taken() && !sure) {
      flaws.add(
          "tier "
              + attempt.tier()
              + " was taken with "
              + score.confidence()
              + " below "
              + threshold);
    }
    // What is sure enough is taken; only the request's deadline may be in the way.
    if (sure && !attempt.taken() && attempt.reason() != Reason.BUDGET_EXHAUSTED) {
      flaws.add("tier " + attempt.tier() + " was sure, and was not taken: " + attempt.reason());
    }
    if (!score.label().equals(attempt.label())) {
      flaws.add(
          "tier " + attempt.tier() + " scored " + score.label() + " and says " + attempt.label());
    }
  }

  private void recomputed(
      Attempt attempt, Score score, Planned.Question question, List<String> flaws) {
    double logit = index == 0 ? question.x() : question.y();
    double yes = 1 / (1 + Math.exp(-logit));
    double confidence = Math.max(yes, 1 - yes);
    String label = yes > 0.5 ? "yes" : "no";
    boolean same =
        Math.abs(score.scores().getOrDefault("yes", Double.NaN) - yes) < TOLERANCE
            && Math.abs(score.confidence() - confidence) < TOLERANCE
            && (logit == 0 || score.label().equals(label));
    if (!same) {
      flaws.add(
          "tier "
              + attempt.tier()
              + " scored yes with "
              + score.scores().get("yes")
              + "; the request gives "
              + yes);
    }
  }
}
