package dev.backstop.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must speak for it that a run is over, besides that what set it off is gone: silence proves
 * little. Where a part is null it is not asked for.
 *
 * @param probes calls by which each model that came back must have passed its return test
 * @param agreement the least share of the answers of that test that were those of the tier that
 *     decided
 * @param labels how many of the newest answers people must have judged, all models together
 * @param maxRisk the worst that the answers of any model may stand at
 */
public record Proof(
    @Nullable Integer probes,
    @Nullable Double agreement,
    @Nullable Integer labels,
    @Nullable Highest maxRisk) {

  /** Nothing is asked for. */
  public static final Proof NONE = new Proof(null, null, null, null);

  /** How badly answers may stand and be good enough. */
  public enum Highest {
    /** Nothing may speak against them. */
    NORMAL,
    /** Too many may have been wrong lately. */
    SPIKE
  }

  public boolean none() {
    return equals(NONE);
  }

  /** Whether it goes by what people say of answers. */
  public boolean ofLabels() {
    return labels != null || maxRisk != null;
  }

  /** Whether it goes by how models have come back. */
  public boolean ofReturn() {
    return probes != null || agreement != null;
  }

  /** A clause for each that is asked for. */
  List<String> inWords() {
    List<String> words = new ArrayList<>();
    if (probes != null) {
      words.add("each model that came back has passed its return test by " + probes + " calls");
    }
    if (agreement != null) {
      words.add("a share of " + agreement + " of its answers were those of the tier that decided");
    }
    if (labels != null) {
      words.add("people have judged " + labels + " of the newest answers");
    }
    if (maxRisk != null) {
      words.add("no model's answers stand worse than " + maxRisk);
    }
    return words;
  }
}
