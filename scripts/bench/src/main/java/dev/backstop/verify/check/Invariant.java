package dev.backstop.verify.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What must hold at the end of a run. The number is that of the design's list of invariants. */
public enum Invariant {
  /** 1: every acknowledged request is decided, waits for a person, or is a dead letter. */
  COMPLETE("complete", Complete::violations),
  /** 2: at most one terminal decision a request; a provisional one before it, and superseded. */
  ONCE("once", Once::violations),
  /** 3: nothing is answered, asked or noted that nobody sent. */
  NO_PHANTOM("noPhantom", NoPhantom::violations),
  /** 4: a decision's lineage is whole, and follows from the request, the models and the policy. */
  LINEAGE_RECOMPUTES("lineageRecomputes", LineageRecomputes::violations),
  /** 5: each verdict has one consequence: the decision, or a note or dead letter that says why. */
  VERDICTS_COUNTED("verdictsCounted", VerdictsCounted::violations),
  /** 6: one task a request, closed once. */
  ONE_OPEN_TASK("oneOpenTask", OneOpenTask::violations),
  /**
   * The audit panel: drawn by the coin alone, asked once, labelled once; not in the design's list.
   */
  AUDIT_PANEL("auditPanel", AuditPanel::violations),
  /** 7: who read during the faults saw what is read afterwards, in the same order. */
  READERS_AGREE("readersAgree", ReadersAgree::violations),
  /** 8: everything was read and committed, and no transaction is left open. */
  ENDS_MEET("endsMeet", EndsMeet::violations),
  /** 9: meters balance without faults, and the topics themselves balance over the whole run. */
  METERS_BALANCE("metersBalance", MetersBalance::violations),
  /** 10: after the last fault all is decided within 30 seconds. */
  SETTLES("settles", Settles::violations),
  /** 12: bad records are dead letters with their bytes, and bad models are passed by. */
  BAD_INPUT("badInput", BadInput::violations);

  private final String title;
  private final Function<Facts, List<Violation>> check;

  Invariant(String title, Function<Facts, List<Violation>> check) {
    this.title = title;
    this.check = check;
  }

  /** The name in reports. */
  public String title() {
    return title;
  }

  public List<Violation> violations(Facts facts) {
    return check.apply(facts);
  }

  /** What breaks each invariant; nothing for those that hold. */
  public static Map<Invariant, List<Violation>> judge(Facts facts) {
    Map<Invariant, List<Violation>> verdicts = new LinkedHashMap<>();
    for (Invariant invariant : values()) {
      verdicts.put(invariant, invariant.violations(facts));
    }
    return verdicts;
  }
}
