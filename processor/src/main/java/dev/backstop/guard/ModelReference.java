package dev.backstop.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model was made for, as its package says: how its features, and its confidence, were
 * distributed then.
 *
 * @param confidence null if the package does not say
 */
public record ModelReference(List<DriftReference> features, @Nullable DriftReference confidence) {

  /** A package that says nothing. */
  public static final ModelReference NONE = new ModelReference(List.of(), null);

  public ModelReference {
    features = List.copyOf(features);
  }

  public boolean none() {
    return features.isEmpty() && confidence == null;
  }

  /** How many counts a report of what the model was asked has. */
  public int bins() {
    int ofFeatures = features.stream().mapToInt(one -> one.bins().size()).sum();
    return confidence == null ? ofFeatures : ofFeatures + confidence.bins().size();
  }
}
