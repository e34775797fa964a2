package dev.backstop.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Watches reviewed labels of one model in one segment, which must be an unbiased sample: those of
 * the audit panel, not those of requests that were unsure.
 *
 * <p>An e-detector (Shin, Ramdas, Rinaldo 2024) of Shiryaev–Roberts form, averaged over several
 * sizes of change: M ← (M + 1) · (wrong ? p/p0 : (1 − p)/(1 − p0)). SPIKE while it alarms and the
 * newest labels exceed the tolerable share; DEGRADED if the lower Clopper–Pearson bound over more
 * labels exceeds it too.
 */
public final class RiskMonitor {

  /** Keeps what piles up while a model is bad from hiding for long that it is good again. */
  private static final double CEILING = 100;

  private final RiskTerms terms;
  private final double[] detectors;
  private final boolean[] wrongs;
  private int labels;
  private int next;
  private int wrongRecent;
  private int wrongLasting;

  public RiskMonitor(RiskTerms terms) {
    this.terms = terms;
    this.detectors = new double[terms.multiples().size()];
    this.wrongs = new boolean[terms.lasting()];
  }

  /**
   * A monitor that goes on from what another has seen. Under other terms the labels are looked at
   * anew, as far as they are remembered.
   */
  public RiskMonitor(RiskTerms terms, RiskMemory memory) {
    this(terms);
    boolean same =
        memory.tolerable() == terms.tolerable() && memory.detectors().size() == detectors.length;
    int skipped = Math.max(0, memory.wrongs().size() - terms.lasting());
    for (boolean wrong : memory.wrongs().subList(skipped, memory.wrongs().size())) {
      record(wrong);
    }
    for (int i = 0; same && i < detectors.length; i++) {
      detectors[i] = memory.detectors().get(i);
    }
  }

  /** Takes note of a label, and tells how the model stands. */
  public RiskLevel record(boolean wrong) {
    detect(wrong);
    remember(wrong);
    return level();
  }

  public RiskLevel level() {
    if (detector() < terms.alarm()
        || wrongRecent <= terms.tolerable() * Math.min(labels, terms.recent())) {
      return RiskLevel.NORMAL;
    }
    double surely = ClopperPearson.lower(wrongLasting, labels, terms.delta());
    return surely > terms.tolerable() ? RiskLevel.DEGRADED : RiskLevel.SPIKE;
  }

  /** The value of the detector, to be held against the alarm. */
  public double detector() {
    double sum = 0;
    for (double one : detectors) {
      sum += one;
    }
    return sum / detectors.length;
  }

  /** The newest labels it knows, and how many of them are wrong. */
  public Evidence lasting() {
    return new Evidence(labels, wrongLasting);
  }

  /**
   * What it has seen.
   *
   * @param from since when answers count, in ms
   */
  RiskMemory memory(long from) {
    List<Boolean> newest = new ArrayList<>(labels);
    for (int i = labels; i > 0; i--) {
      newest.add(wrongs[Math.floorMod(next - i, wrongs.length)]);
    }
    List<Double> values = Arrays.stream(detectors).boxed().toList();
    return new RiskMemory(from, terms.tolerable(), values, newest);
  }

  private void detect(boolean wrong) {
    double p0 = terms.tolerable();
    for (int i = 0; i < detectors.length; i++) {
      double p = terms.multiples().get(i) * p0;
      double ratio = wrong ? p / p0 : (1 - p) / (1 - p0);
      detectors[i] = Math.min((detectors[i] + 1) * ratio, CEILING * terms.alarm());
    }
  }

  private void remember(boolean wrong) {
    int size = wrongs.length;
    if (labels == size && wrongs[next]) {
      wrongLasting--;
    }
    if (labels >= terms.recent() && wrongs[Math.floorMod(next - terms.recent(), size)]) {
      wrongRecent--;
    }
    wrongs[next] = wrong;
    wrongLasting += wrong ? 1 : 0;
    wrongRecent += wrong ? 1 : 0;
    next = (next + 1) % size;
    labels = Math.min(labels + 1, size);
  }
}
