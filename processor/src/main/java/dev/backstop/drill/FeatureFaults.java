package dev.backstop.drill;

import dev.backstop.domain.Fault;
import dev.backstop.domain.Features;
import dev.backstop.domain.Request;
import dev.backstop.policy.Inputs;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the features of a drill's request go wrong, where it is opened: whatever reads them,
 * segments and rules among it, reads them so.
 */
public final class FeatureFaults {

  /** Numbers drift by this factor, and by {@link #SHIFT}: out of any range that means anything. */
  private static final double FACTOR = 10;

  private static final double SHIFT = 1e9;

  private FeatureFaults() {}

  /** The request with the fault, or as it is if the fault is none of features. */
  public static Request of(Fault fault, Request request, Inputs inputs) {
    return switch (fault) {
      case CORRUPTED -> with(request, corrupted(request.features()));
      case SOURCE_GONE -> with(request, without(request.features(), fallbacks(inputs)));
      case DRIFTED -> with(request, drifted(request.features()));
      case NONE, OUTAGE, ERROR, SLOW, HANG, NAN, UNSURE, UNKNOWN -> request;
    };
  }

  private static Map<String, @Nullable Object> corrupted(Features features) {
    Map<String, @Nullable Object> wrong = new LinkedHashMap<>(features.values());
    wrong.replaceAll((name, value) -> value == null ? null : Double.NaN);
    return wrong;
  }

  private static Map<String, @Nullable Object> without(Features features, Set<String> kept) {
    Map<String, @Nullable Object> wrong = new LinkedHashMap<>(features.values());
    wrong.replaceAll((name, value) -> kept.contains(name) ? value : null);
    return wrong;
  }

  private static Map<String, @Nullable Object> drifted(Features features) {
    Map<String, @Nullable Object> wrong = new LinkedHashMap<>(features.values());
    wrong.replaceAll(
        (name, value) ->
            value instanceof Number number ? number.doubleValue() * FACTOR + SHIFT : value);
    return wrong;
  }

  /** The fields that are read where others have no value. */
  private static Set<String> fallbacks(Inputs inputs) {
    Set<String> fields = new HashSet<>();
    for (List<String> sources : inputs.sources().values()) {
      fields.addAll(sources.subList(Math.min(1, sources.size()), sources.size()));
    }
    return fields;
  }

  private static Request with(Request request, Map<String, @Nullable Object> features) {
    return new Request(
        request.requestId(),
        request.domain(),
        request.subject(),
        new Features(Collections.unmodifiableMap(features)),
        request.riskHint(),
        request.requestedAt(),
        request.deadline(),
        request.onReview(),
        request.allowFallback(),
        request.consents(),
        request.featureSetVersion(),
        request.tags(),
        request.featureTimes());
  }
}
