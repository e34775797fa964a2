package dev.backstop.model.pack;

import dev.backstop.guard.Bins;
import dev.backstop.guard.DriftReading;
import dev.backstop.guard.DriftReference;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.CategoricalInput;
import dev.backstop.model.Input;
import dev.backstop.model.NumericInput;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code reference} of model.yaml: what the model's inputs looked like. */
final class ReferenceReader {

  private static final int MOST_BINS = 100;

  /**
   * Of all features and the confidence together. Each report of what a model was asked has two
   * counts a bin, of up to eight bytes: this is a tenth of what a record may have.
   */
  static final int MOST_BINS_IN_ALL = 5_000;

  private final List<Input> inputs;

  ReferenceReader(List<Input> inputs) {
    this.inputs = inputs;
  }

  /** The reference; that of a package without one says nothing. */
  ModelReference read(YamlMap document) {
    if (!document.has("reference")) {
      return ModelReference.NONE;
    }
    try (YamlMap reference = document.map("reference")) {
      List<DriftReference> features = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (YamlMap entry : reference.maps("features")) {
        try (entry) {
          String name = entry.string("feature");
          if (!names.add(name)) {
            entry.problem("feature", "is '" + name + "', which stands there twice");
          }
          bins(entry, name).flatMap(bins -> counted(entry, name, bins)).ifPresent(features::add);
        }
      }
      ModelReference read = new ModelReference(features, confidence(reference));
      if (read.bins() > MOST_BINS_IN_ALL) {
        reference.problem(
            "features",
            "have "
                + read.bins()
                + " bins with those of the confidence; at most "
                + MOST_BINS_IN_ALL
                + " are counted and reported: give fewer features, or fewer edges and categories");
      }
      return read;
    }
  }

  private static @Nullable DriftReference confidence(YamlMap reference) {
    if (!reference.has("confidence")) {
      return null;
    }
    try (YamlMap entry = reference.map("confidence")) {
      return edges(entry)
          .flatMap(bins -> counted(entry, DriftReading.CONFIDENCE, bins))
          .orElse(null);
    }
  }

  private Optional<Bins> bins(YamlMap entry, String name) {
    Input input = inputs.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
    if (name.equals(DriftReading.CONFIDENCE)) {
      entry.problem("feature", "may not be 'confidence': that is the name of the answers'");
      return Optional.empty();
    }
    if (input instanceof NumericInput) {
      return edges(entry);
    }
    if (input instanceof CategoricalInput) {
      return categories(entry);
    }
    if (entry.has("feature")) {
      entry.problem("feature", "is '" + name + "', which is no numeric or categorical input");
    }
    // They are read all the same, so that they are no unknown keys.
    return entry.has("categories") ? categories(entry) : edges(entry);
  }

  private static Optional<Bins> edges(YamlMap entry) {
    List<Double> edges = new ArrayList<>();
    boolean rises = true;
    for (String text : entry.strings("edges")) {
      double edge = number(text);
      rises &= Double.isFinite(edge) && (edges.isEmpty() || edge > edges.get(edges.size() - 1));
      edges.add(edge);
    }
    if (edges.isEmpty() || !rises || edges.size() > MOST_BINS) {
      entry.problem("edges", "must be 1 to " + MOST_BINS + " finite numbers that rise");
      return Optional.empty();
    }
    return Optional.of(new Bins.Numbers(edges));
  }

  private static Optional<Bins> categories(YamlMap entry) {
    List<String> categories = entry.strings("categories");
    Map<String, Integer> positions = new HashMap<>();
    for (String category : categories) {
      positions.put(category, positions.size());
    }
    if (categories.isEmpty()
        || positions.size() < categories.size()
        || categories.size() > MOST_BINS) {
      entry.problem("categories", "must be 1 to " + MOST_BINS + " words, each once");
      return Optional.empty();
    }
    return Optional.of(new Bins.Categories(positions));
  }

  private static Optional<DriftReference> counted(YamlMap entry, String name, Bins bins) {
    List<Long> counts = new ArrayList<>();
    boolean whole = true;
    for (String text : entry.strings("counts")) {
      double count = number(text);
      whole &= count >= 0 && count == Math.rint(count) && count < 1L << 52;
      counts.add((long) count);
    }
    if (!whole || counts.size() != bins.size() || counts.stream().allMatch(count -> count == 0)) {
      entry.problem(
          "counts",
          "must be "
              + bins.size()
              + " whole numbers, not all 0: one a bin, then those beyond or of no category, then"
              + " the missing ones");
      return Optional.empty();
    }
    return Optional.of(new DriftReference(name, bins, counts));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
