package dev.backstop.config;

import dev.backstop.policy.Audit;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.DriftRules;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Proof;
import dev.backstop.policy.QualityRules;
import dev.backstop.yaml.YamlMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what must speak for it that a playbook's run is over. What can never be shown under the
 * policy is refused: each run would be escalated.
 */
final class ProofReader {

  private final YamlMap verify;
  private final BreakerRules breaker;
  private final boolean panel;
  private final Playbook.Trigger trigger;
  private final boolean unknowable;

  private ProofReader(
      YamlMap verify,
      BreakerRules breaker,
      boolean panel,
      Playbook.Trigger trigger,
      boolean unknowable) {
    this.verify = verify;
    this.breaker = breaker;
    this.panel = panel;
    this.trigger = trigger;
    this.unknowable = unknowable;
  }

  /**
   * Reads it.
   *
   * @param sampling whether the playbook has answers drawn for the audit panel itself
   * @param silenced whether the playbook keeps the only model that the policy has from being asked
   */
  static Proof read(
      YamlMap verify,
      BreakerRules breaker,
      Audit audit,
      boolean sampling,
      Playbook.Trigger trigger,
      boolean silenced) {
    boolean panel = audit.draws() || sampling;
    boolean unknowable = silenced && trigger.risk() == Playbook.Risk.DEGRADED;
    return new ProofReader(verify, breaker, panel, trigger, unknowable).proof();
  }

  private Proof proof() {
    return new Proof(probes(), agreement(), labels(), maxRisk());
  }

  private @Nullable Integer probes() {
    Long probes = verify.optionalInteger("probes").orElse(null);
    if (probes == null) {
      return null;
    }
    QualityRules quality = breaker.quality();
    long fewest =
        Math.min(
            breaker.returned().fewest(),
            quality == null ? Long.MAX_VALUE : quality.returned().fewest());
    if (probes < 1) {
      verify.problem("probes", "must be 1 or more");
    } else if (probes > fewest) {
      verify.problem(
          "probes",
          "must be at most "
              + fewest
              + ": by so many without an error the breaker's 'return' test is passed, and it ends");
    } else {
      returning("probes");
    }
    return Math.toIntExact(Math.min(probes, Integer.MAX_VALUE));
  }

  private @Nullable Double agreement() {
    Double agreement = verify.optionalNumber("agreement").orElse(null);
    if (agreement == null) {
      return null;
    }
    DriftRules drift = breaker.drifting();
    if (!(agreement > 0 && agreement <= 1)) {
      verify.problem("agreement", "must be above 0 and at most 1");
    } else if (panel) {
      verify.problem(
          "agreement",
          "is not known where there is an audit panel, since people's labels count then: use"
              + " 'labels' and 'maxRisk'");
    } else if (drift == null || !drift.does(DriftRules.Act.ROUTE)) {
      verify.problem(
          "agreement",
          "needs 'breaker.drift' with ROUTE: other models come back by their calls, and nobody"
              + " compares their answers");
    } else {
      returning("agreement");
    }
    return agreement;
  }

  private @Nullable Integer labels() {
    Long labels = verify.optionalInteger("labels").orElse(null);
    if (labels == null) {
      return null;
    }
    QualityRules quality = breaker.watched();
    if (labels < 1) {
      verify.problem("labels", "must be 1 or more");
    } else if (quality != null && labels > quality.lasting()) {
      verify.problem(
          "labels",
          "must be at most "
              + quality.lasting()
              + ", the 'lasting' of 'breaker.quality': no more are remembered of a model");
    } else {
      watched("labels");
    }
    return Math.toIntExact(Math.min(labels, Integer.MAX_VALUE));
  }

  private Proof.@Nullable Highest maxRisk() {
    Proof.Highest maxRisk = verify.optionalConstant("maxRisk", Proof.Highest.class).orElse(null);
    if (maxRisk != null) {
      watched("maxRisk");
    }
    return maxRisk;
  }

  private void watched(String key) {
    if (breaker.watched() == null || !panel) {
      verify.problem(
          key,
          "needs 'breaker.quality' and an 'audit' panel that draws: without them nobody's labels"
              + " are watched");
    } else if (unknowable) {
      verify.problem(
          key,
          "is never known: after DEGRADED labels are counted anew, and what 'actions' says keeps the"
              + " only model of the policy from giving answers that could be judged");
    }
  }

  /** A model that was never taken out passes no test on its way back. */
  private void returning(String key) {
    DriftRules drift = breaker.drifting();
    if (!breaker.enabled()) {
      verify.problem(key, "needs breakers, which 'breaker' switches off: no model is tested");
    } else if (trigger.risk() == Playbook.Risk.SPIKE) {
      verify.problem(
          key, "is never known after a SPIKE, for which no model is taken out and tested");
    } else if (trigger.drift() && (drift == null || !drift.does(DriftRules.Act.ROUTE))) {
      verify.problem(
          key, "needs 'breaker.drift' with ROUTE: else no model is taken out for it and tested");
    }
  }
}
