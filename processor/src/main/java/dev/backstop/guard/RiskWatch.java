package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * Watches the labels of one model in one segment, under terms that a policy may change: then what
 * is remembered is looked at anew.
 */
public final class RiskWatch {

  private long from;
  private RiskTerms terms;
  private RiskMonitor monitor;

  /** A watch that goes on from what is remembered. */
  public RiskWatch(RiskTerms terms, RiskMemory memory) {
    this.terms = terms;
    this.from = memory.from();
    this.monitor = new RiskMonitor(terms, memory);
  }

  /**
   * Takes note of an answer that a person has judged; null if it does not count, for it was given
   * before the model was last found to be degraded.
   */
  public @Nullable RiskReading record(AnswerReport answer, RiskTerms now) {
    if (!answer.ofRisk() || answer.answeredAt() < from) {
      return null;
    }
    if (!now.equals(terms)) {
      monitor = new RiskMonitor(now, memory());
      terms = now;
    }
    var unused = monitor.record(answer.wrong());
    return reading();
  }

  /** How the answers stand by all that was recorded. */
  public RiskReading reading() {
    return new RiskReading(monitor.level(), monitor.lasting());
  }

  /** Begins anew: what has tripped a breaker must not trip it again. */
  public void forget(long at) {
    from = at;
    monitor = new RiskMonitor(terms);
  }

  /** What is to be kept. */
  public RiskMemory memory() {
    return monitor.memory(from);
  }
}
