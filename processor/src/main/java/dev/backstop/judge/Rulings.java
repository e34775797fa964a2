package dev.backstop.judge;

import java.util.HashMap;
import java.util.Map;

/** What was found about candidates. Immutable; without any it costs a record nothing. */
public final class Rulings {

  public static final Rulings NONE = new Rulings(Map.of());

  private final Map<Trial.Key, Ruling> byTrial;

  private Rulings(Map<Trial.Key, Ruling> byTrial) {
    this.byTrial = byTrial;
  }

  public boolean none() {
    return byTrial.isEmpty();
  }

  public Ruling of(Trial.Key trial) {
    return byTrial.getOrDefault(trial, Ruling.NONE);
  }

  /** These with what the evidence says now. The same where it changes none of them. */
  public Rulings with(Evidence evidence) {
    Trial.Key key = evidence.trial().key();
    Ruling before = of(key);
    Ruling after = before.with(evidence);
    if (after.equals(before)) {
      return this;
    }
    Map<Trial.Key, Ruling> changed = new HashMap<>(byTrial);
    if (after.equals(Ruling.NONE)) {
      changed.remove(key);
    } else {
      changed.put(key, after);
    }
    return new Rulings(changed);
  }
}
