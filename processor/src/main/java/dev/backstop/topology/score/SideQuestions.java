package dev.backstop.topology.score;

import dev.backstop.decision.Case;
import dev.backstop.decision.Mirroring;
import dev.backstop.decision.Shadowing;
import dev.backstop.domain.Attempt;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.policy.Candidate;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.telemetry.Telemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to the models that a case was not put to: the other one of a pair that is tried, and
 * those that their breakers keep away. They are asked elsewhere, and nothing here waits for them.
 *
 * <p>What cannot be asked is counted or logged, and dropped: the request has its answer, and a
 * comparison is not worth failing it.
 */
final class SideQuestions {

  private static final Logger LOG = LoggerFactory.getLogger(SideQuestions.class);

  private final Telemetry telemetry;

  SideQuestions(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /**
   * The questions of one step.
   *
   * @param before the case before its tier was asked
   * @param asked the case after it
   */
  List<ShadowRequest> of(Case before, Case asked, Instant now) {
    int from = before.attempts().size();
    List<ShadowRequest> probes = probes(asked, from, now);
    if (before.policy().charter().candidates().none()) {
      return probes;
    }
    List<ShadowRequest> all = new ArrayList<>();
    for (Attempt attempt : asked.attempts().subList(from, asked.attempts().size())) {
      Candidate tried = Shadowing.tried(asked, attempt);
      ShadowRequest question = tried == null ? null : question(asked, attempt, tried, now);
      if (question != null) {
        all.add(question);
      }
    }
    all.addAll(probes);
    return all;
  }

  private static List<ShadowRequest> probes(Case asked, int from, Instant now) {
    try {
      return Mirroring.of(asked, from, now);
    } catch (RuntimeException e) {
      LOG.warn("event=probes_dropped exception={}", e.getClass().getName());
      return List.of();
    }
  }

  private @Nullable ShadowRequest question(
      Case asked, Attempt attempt, Candidate tried, Instant now) {
    CandidateMeters meters = telemetry.candidates();
    if (attempt.canary() && attempt.model() == null) {
      // A canary that never answers looks like one that nobody needs.
      meters.asked(tried.tier(), tried.model(), CandidateMeters.Result.NOT_LOADED);
      return null;
    }
    try {
      return Shadowing.of(asked, attempt, now);
    } catch (RuntimeException e) {
      LOG.warn(
          "event=shadow_dropped tier={} candidate={} exception={}",
          tried.tier(),
          tried.model(),
          e.getClass().getName());
      meters.asked(tried.tier(), tried.model(), CandidateMeters.Result.NOT_WRITTEN);
      return null;
    }
  }
}
