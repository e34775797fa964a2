package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Degradation;
import dev.backstop.control.Standing;
import dev.backstop.control.Switches;
import dev.backstop.decision.CanaryShare;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.RiskLevel;
import dev.backstop.judge.Rulings;
import dev.backstop.model.Models;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What this instance works by, as the management port shows it: policies, controls, breakers. */
final class InForce {

  private final BackstopConfig config;
  private final Policies policies;
  private final Models models;
  private final ControlBoard board;
  private final Supplier<Map<String, String>> policyNotes;
  private final Supplier<Map<String, String>> refusedControls;
  private final InstantSource clock;

  InForce(
      BackstopConfig config,
      Policies policies,
      Models models,
      ControlBoard board,
      Supplier<Map<String, String>> policyNotes,
      Supplier<Map<String, String>> refusedControls,
      InstantSource clock) {
    this.config = config;
    this.policies = policies;
    this.models = models;
    this.board = board;
    this.policyNotes = policyNotes;
    this.refusedControls = refusedControls;
    this.clock = clock;
  }

  /** All of it, to be written as JSON. */
  Map<String, Object> now() {
    Instant now = clock.instant();
    Controls controls = board.current().holding(now);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("instance", config.instanceId());
    all.put("role", config.role().name());
    all.put(
        "policies",
        policies.all().stream().map(policy -> of(policy, controls, board.rulings(), now)).toList());
    all.put("breakers", board.breakers().all().stream().map(InForce::of).toList());
    all.put("controls", controls.all().stream().map(control -> of(control, controls)).toList());
    all.put("policyNotes", policyNotes.get());
    all.put("refusedControls", refusedControls.get());
    return all;
  }

  private Map<String, Object> of(Policy policy, Controls controls, Rulings rulings, Instant now) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("domain", policy.domain());
    shown.put("name", policy.ref().name());
    shown.put("version", policy.ref().version());
    shown.put("sha256", policy.ref().sha256());
    List<Map<String, Object>> tiers =
        Standing.of(policy, controls.forDomain(policy.domain()), now).stream()
            .map(InForce::of)
            .toList();
    shown.put("tiers", tiers);
    shown.put("degradation", of(board.degradation(policy, now)));
    Candidates candidates = policy.charter().candidates();
    Candidate canary = candidates.canary();
    if (canary != null) {
      Switches switches = controls.forDomain(policy.domain());
      List<Map<String, Object>> shares =
          policy.variants().stream()
              .map(variant -> of(variant, CanaryShare.of(variant, canary, switches, rulings, now)))
              .toList();
      Map<String, Object> told = of(canary);
      told.put("shares", shares);
      shown.put("canary", told);
    }
    if (candidates.shadow() != null) {
      shown.put("shadow", of(candidates.shadow()));
    }
    return shown;
  }

  private Map<String, Object> of(Candidate candidate) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("tier", candidate.tier());
    shown.put("model", candidate.model());
    // A candidate that is not there is passed by without a word anywhere else.
    shown.put("loaded", models.names().contains(candidate.model()));
    shown.put("share", candidate.share());
    return shown;
  }

  private static Map<String, Object> of(Policy variant, CanaryShare share) {
    Map<String, Object> shown = new LinkedHashMap<>();
    String segment = variant.applies().segment();
    if (segment != null) {
      shown.put("segment", segment);
    }
    shown.put("share", share.share());
    shown.put("by", share.cause().name());
    if (share.why() != null) {
      shown.put("why", share.why());
    }
    return shown;
  }

  private static Map<String, Object> of(Degradation degradation) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("level", degradation.level().gravity());
    shown.put("name", degradation.level().name());
    shown.put("lacks", degradation.lacks().stream().map(Degradation.Lack::inWords).toList());
    return shown;
  }

  private static Map<String, Object> of(Standing standing) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("tier", standing.tier());
    shown.put("kind", standing.kind().name());
    shown.put("state", standing.state().name());
    if (standing.control() != null) {
      shown.put("control", standing.control());
    }
    if (standing.why() != null) {
      shown.put("why", standing.why());
    }
    return shown;
  }

  private static Map<String, Object> of(BreakerNews news) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("model", news.guarded().model());
    if (news.guarded().segment() != null) {
      shown.put("segment", news.guarded().segment());
    }
    shown.put("state", news.status().kind().name());
    shown.put("share", news.share());
    shown.put("since", Instant.ofEpochMilli(news.status().since()).toString());
    shown.put("opens", news.status().opens());
    Long probe = news.status().nextProbeAt();
    if (probe != null) {
      shown.put("nextProbeAt", Instant.ofEpochMilli(probe).toString());
    }
    shown.put("why", news.why());
    if (news.hand() != null) {
      shown.put("control", news.hand().control());
      shown.put("controlUntil", Instant.ofEpochMilli(news.hand().until()).toString());
    }
    if (news.risk().level() != RiskLevel.NORMAL) {
      shown.put("risk", news.risk().level().name());
      shown.put("riskWhy", news.risk().inWords());
    }
    if (!news.drifted().none()) {
      shown.put("drift", news.drifted().inWords());
    }
    return shown;
  }

  private static Map<String, Object> of(Control control, Controls controls) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", control.id());
    shown.put("domain", control.domain());
    shown.put("slot", control.set().slot());
    shown.put("kind", control.set().kind().name());
    Double share = control.set().share();
    String tier = control.set().tier();
    if (tier != null) {
      shown.put("tier", tier);
    }
    if (share != null) {
      shown.put("share", share);
    }
    shown.put("who", control.who());
    shown.put("why", control.why());
    shown.put("issuedAt", control.issuedAt().toString());
    if (control.expiresAt() != null) {
      shown.put("expiresAt", control.expiresAt().toString());
    }
    if (!controls.leave(control).refusing().isEmpty()) {
      shown.put("withoutEffectIn", controls.leave(control).refusing());
    }
    return shown;
  }
}
