package dev.backstop.guard;

import dev.backstop.domain.Features;
import dev.backstop.domain.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what models are asked, in the bins of their references, until somebody takes the counts.
 * To count takes a search in the bins a feature and allocates nothing once a model is known. One
 * thread has it.
 */
public final class InputTallies {

  private static final String NO_SEGMENT = "";

  private final Map<String, Map<String, Tally>> byModel = new HashMap<>();

  /**
   * Counts a row.
   *
   * @param reference of the model that was asked
   * @param confidence of its answer; null if it gave none
   * @param source the request
   */
  public void add(
      String model,
      @Nullable String segment,
      String domain,
      String tier,
      ModelReference reference,
      Features features,
      @Nullable Double confidence,
      SourcePosition source) {
    Map<String, Tally> bySegment = byModel.get(model);
    if (bySegment == null) {
      bySegment = new HashMap<>();
      byModel.put(model, bySegment);
    }
    String key = segment == null ? NO_SEGMENT : segment;
    Tally tally = bySegment.get(key);
    // Another package may have come under the name, with bins of its own.
    if (tally == null || !tally.reference.equals(reference)) {
      tally = new Tally(new Guarded(model, segment), reference, source);
      bySegment.put(key, tally);
    }
    tally.domain = domain;
    tally.tier = tier;
    tally.source = source;
    tally.add(features, confidence);
  }

  /** What was counted since the last time, of those models that were asked. */
  public List<InputReport> take(long at) {
    List<InputReport> reports = new ArrayList<>();
    for (Map<String, Tally> bySegment : byModel.values()) {
      for (Tally tally : bySegment.values()) {
        if (tally.rows > 0) {
          reports.add(tally.take(at));
        }
      }
    }
    return reports;
  }

  private static final class Tally {
    private final Guarded guarded;
    private final ModelReference reference;

    /** By feature, in the order of the reference; the confidence is the last. */
    private final long[][] counts;

    private String domain = "";
    private String tier = "";
    private SourcePosition source;
    private long rows;

    Tally(Guarded guarded, ModelReference reference, SourcePosition source) {
      this.guarded = guarded;
      this.reference = reference;
      this.source = source;
      this.counts = new long[reference.features().size() + 1][];
      for (int i = 0; i < reference.features().size(); i++) {
        counts[i] = new long[reference.features().get(i).bins().size()];
      }
      DriftReference confidence = reference.confidence();
      counts[counts.length - 1] = new long[confidence == null ? 0 : confidence.bins().size()];
    }

    void add(Features features, @Nullable Double confidence) {
      rows++;
      List<DriftReference> references = reference.features();
      for (int i = 0; i < references.size(); i++) {
        DriftReference one = references.get(i);
        counts[i][one.bins().of(features.get(one.name()))]++;
      }
      DriftReference last = reference.confidence();
      if (last != null && confidence != null) {
        counts[counts.length - 1][last.bins().of(confidence)]++;
      }
    }

    InputReport take(long at) {
      List<BinCounts> taken = new ArrayList<>(counts.length);
      for (int i = 0; i < reference.features().size(); i++) {
        taken.add(take(reference.features().get(i), counts[i]));
      }
      if (reference.confidence() != null) {
        taken.add(take(reference.confidence(), counts[counts.length - 1]));
      }
      rows = 0;
      return new InputReport(guarded, domain, tier, taken, source, at);
    }

    private static BinCounts take(DriftReference reference, long[] counted) {
      List<Long> actual = Arrays.stream(counted).boxed().toList();
      Arrays.fill(counted, 0);
      return new BinCounts(reference.name(), reference.counts(), actual);
    }
  }
}
