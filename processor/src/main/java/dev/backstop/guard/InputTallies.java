package dev.backstop.guard;

import dev.backstop.domain.Features;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Stale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Counts what models are asked, in the bins of their references and of all segments together, when
 * somebody takes the counts. Where many rows come, a sample of them is counted, of which each row
 * is with the same chance: a reservoir (Vitter, Random sampling with a reservoir, 1985, algorithm
 * R). To add a row allocates nothing once a model is known. One thread has it.
 */
public final class InputTallies {

  /** So many rows a report fill any window soon; of more, as many are drawn. */
  private static final int ENOUGH = 250;

  private final Map<String, Tally> byModel = new HashMap<>();
  private final SplittableRandom chance = new SplittableRandom();

  /**
   * Takes note of a row, or leaves it out where enough others are counted.
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
    tally.add(features, confidence, chance);
  }

  /** What was counted since the last time, of those models that were asked. */
  public List<InputReport> take(long at) {
    List<InputReport> reports = new ArrayList<>();
    for (Tally tally : byModel.values()) {
      if (tally.came > 0) {
        reports.add(tally.take(at));
      }
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

    /** The sample: of each row its features, and the confidence of the answer or null. */
    private final @Nullable Features[] rows = new Features[ENOUGH];

    private final @Nullable Double[] confidences = new Double[ENOUGH];

    /** Rows that came since the last report, drawn or not. */
    private int came;

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

    /** Draws a row, in the place of another where there are enough. */
    void add(Features features, @Nullable Double confidence, SplittableRandom chance) {
      int place = came < ENOUGH ? came : chance.nextInt(came + 1);
      came++;
      if (place < ENOUGH) {
        rows[place] = features;
        confidences[place] = confidence;
      }
    }

    private void count(Features features, @Nullable Double confidence) {
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

    InputReport take(long at) {
      for (int i = 0; i < Math.min(came, ENOUGH); i++) {
        count(Objects.requireNonNull(rows[i]), confidences[i]);
      }
      came = 0;
      // What was asked must not stay in memory for as long as nothing else is.
      Arrays.fill(rows, null);
      List<BinCounts> taken = new ArrayList<>(counts.length);
      for (int i = 0; i < reference.features().size(); i++) {
        taken.add(take(reference.features().get(i), counts[i]));
      }
      if (reference.confidence() != null) {
        taken.add(take(reference.confidence(), counts[counts.length - 1]));
      }
      return new InputReport(guarded, domain, tier, digest, taken, source, at);
    }

    private static BinCounts take(DriftReference reference, long[] counted) {
      List<Long> actual = Arrays.stream(counted).boxed().toList();
      Arrays.fill(counted, 0);
      return new BinCounts(reference.name(), reference.counts(), actual);
    }
  }
}
