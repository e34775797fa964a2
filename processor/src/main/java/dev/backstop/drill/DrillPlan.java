package dev.backstop.drill;

import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of one run: each copy before the fault, during it and after it, so that the same
 * request shows the difference.
 *
 * @param tiers at which it goes wrong, in the ladder's order
 * @param silenceRejects whether the policy declares that no answer is given where nobody reviews
 */
public record DrillPlan(
    Scenario scenario,
    String run,
    List<String> tiers,
    boolean silenceRejects,
    List<Planned> records) {

  /** Each how many-th copy goes wrong where not all do. */
  private static final int SOMETIMES = 3;

  /** When a record is sent. */
  public enum Phase {
    BEFORE,
    DURING,
    AFTER
  }

  /**
   * One record.
   *
   * @param copy which of the requests it is a copy of
   * @param drill what its mark says
   */
  public record Planned(String requestId, Phase phase, int copy, Drill drill) {
    boolean goesWrong() {
      return drill.fault() != Fault.NONE;
    }
  }

  public DrillPlan {
    tiers = List.copyOf(tiers);
    records = List.copyOf(records);
  }

  /**
   * Plans a run.
   *
   * @param tier at which it goes wrong; null: the first that asks models
   * @param copies how many requests are copied
   * @throws IllegalArgumentException if the policy leaves nothing to rehearse; the message says why
   */
  public static DrillPlan of(
      Scenario scenario, String run, Policy policy, @Nullable String tier, int copies) {
    List<String> models =
        policy.ladder().stream()
            .filter(one -> one instanceof Tier.Asking && one.enabled())
            .map(Tier::name)
            .toList();
    if (models.isEmpty()) {
      throw new IllegalArgumentException(
          "no tier of policy '" + policy.ref().name() + "' asks models");
    }
    if (tier != null && !models.contains(tier)) {
      throw new IllegalArgumentException(
          "'" + tier + "' is no tier of policy '" + policy.ref().name() + "' that asks models");
    }
    if (scenario == Scenario.NO_REVIEWERS && policy.humanTier().isEmpty()) {
      throw new IllegalArgumentException("policy '" + policy.ref().name() + "' asks no people");
    }
    List<String> targets =
        scenario.reach() == Scenario.Reach.ALL_MODELS
            ? models
            : List.of(tier == null ? models.get(0) : tier);
    for (String target : targets) {
      if (!DrillMark.isWord(target)) {
        throw new IllegalArgumentException(
            "tier '" + target + "' cannot be drilled: its name " + DrillMark.WORDS);
      }
    }
    List<Planned> records = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (int copy = 0; copy < copies; copy++) {
        String id = Drill.idOf(run, records.size());
        records.add(new Planned(id, phase, copy, drill(scenario, run, targets, phase, copy)));
      }
    }
    boolean silenceRejects =
        policy.humanTier().isPresent() && policy.onTimeout() == OnTimeout.REJECT;
    return new DrillPlan(scenario, run, targets, silenceRejects, records);
  }

  /** The records of a phase. */
  public List<Planned> in(Phase phase) {
    return records.stream().filter(planned -> planned.phase() == phase).toList();
  }

  private static Drill drill(
      Scenario scenario, String run, List<String> targets, Phase phase, int copy) {
    boolean wrong =
        phase == Phase.DURING
            && (scenario.reach() != Scenario.Reach.ONE_TIER_SOMETIMES || copy % SOMETIMES == 0);
    Set<String> tiers = new LinkedHashSet<>(targets);
    return new Drill(run, scenario.label(), wrong ? scenario.fault() : Fault.NONE, tiers);
  }
}
