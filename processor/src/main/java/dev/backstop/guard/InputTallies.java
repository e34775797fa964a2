package dev.backstop.guard;

import dev.backstop.domain.Features;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Stale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Counts what models are asked, in the bins of their references and of all segments together, until
 * somebody takes the counts. To count takes a search in the bins a feature and allocates nothing
 * once a model is known. Where many rows come, a sample of them is counted, drawn by chance. One
 * thread has it.
 */
public final class InputTallies {

  /** So many rows a report fill any window soon; of more, about as many are drawn. */
  private static final int ENOUGH = 250;

  private final Map<String, Tally> byModel = new HashMap<>();
  private final SplittableRandom chance = new SplittableRandom();

  /**
   * Counts a row, or leaves it out where enough others are counted.
   *
   * @param digest of the model's package
   * @param reference of the model that was asked
   * @param confidence of its answer; null if it gave none
   * @param source the request
   */
  public void add(
      String model,
      String domain,
      String tier,
      String digest,
      ModelReference reference,
      Features features,
      @Nullable Double confidence,
      SourcePosition source) {
    Tally tally = byModel.get(model);
    // Another package may have come under the name, with bins of its own.
    if (tally == null || !tally.digest.equals(digest) || !tally.reference.equals(reference)) {
      tally = new Tally(new Guarded(model, null), digest, reference, source);
      byModel.put(model, tally);
    }
    tally.domain = domain;
    tally.tier = tier;
    tally.source = source;
    if (tally.draws(chance)) {
      tally.add(features, confidence);
    }
  }

  /** What was counted since the last time, of those models that were asked. */
  public List<InputReport> take(long at) {
    List<InputReport> reports = new ArrayList<>();
    for (Tally tally : byModel.values()) {
      if (tally.rows > 0) {
        reports.add(tally.take(at));
      }
      tally.adapt();
    }
    return reports;
  }

  private static final class Tally {
    private final Guarded guarded;
    private final String digest;
    private final ModelReference reference;

    /** By feature, in the order of the reference; the confidence is the last. */
    private final long[][] counts;

    private String domain = "";
    private String tier = "";
    private SourcePosition source;
    private long rows;

    /** Rows that came since the last report, counted or not. */
    private int came;

    /** Those that came before it, since the one before. */
    private int before;

    Tally(Guarded guarded, String digest, ModelReference reference, SourcePosition source) {
      this.guarded = guarded;
      this.digest = digest;
      this.reference = reference;
      this.source = source;
      this.counts = new long[reference.features().size() + 1][];
      for (int i = 0; i < reference.features().size(); i++) {
        counts[i] = new long[reference.features().get(i).bins().size()];
      }
      DriftReference confidence = reference.confidence();
      counts[counts.length - 1] = new long[confidence == null ? 0 : confidence.bins().size()];
    }

    /**
     * Whether the row that has come is to be counted: of as many as come now, or came the last
     * time, one in so many that about enough are. A flood after a quiet time is known by its first
     * rows.
     */
    boolean draws(SplittableRandom chance) {
      came++;
      int oneIn = 1 + Math.max(before, came) / ENOUGH;
      return oneIn == 1 || chance.nextInt(oneIn) == 0;
    }

    void add(Features features, @Nullable Double confidence) {
      rows++;
      List<DriftReference> references = reference.features();
      for (int i = 0; i < references.size(); i++) {
        DriftReference one = references.get(i);
        Object value = features.get(one.name());
        // Of a stale value the model was asked nothing, and it is not missing either.
        if (!(value instanceof Stale)) {
          counts[i][one.bins().of(value)]++;
        }
      }
      DriftReference last = reference.confidence();
      if (last != null && confidence != null) {
        counts[counts.length - 1][last.bins().of(confidence)]++;
      }
    }

    /** Another second begins, in which as many rows are expected as in this one. */
    void adapt() {
      before = came;
      came = 0;
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
      return new InputReport(guarded, domain, tier, digest, taken, source, at);
    }

    private static BinCounts take(DriftReference reference, long[] counted) {
      List<Long> actual = Arrays.stream(counted).boxed().toList();
      Arrays.fill(counted, 0);
      return new BinCounts(reference.name(), reference.counts(), actual);
    }
  }
}
