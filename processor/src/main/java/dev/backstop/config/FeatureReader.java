package dev.backstop.config;

import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Privacy;
import dev.backstop.yaml.YamlMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Reads which features a policy declares, and how private each is. */
final class FeatureReader {

  private final Map<String, FeatureType> types = new LinkedHashMap<>();
  private final Map<String, Privacy> privacy = new LinkedHashMap<>();
  private final Map<String, Duration> retention = new LinkedHashMap<>();
  private final Map<String, Set<String>> hiddenByTier = new LinkedHashMap<>();

  FeatureReader(YamlMap document, FlagReader flags) {
    YamlMap declared = document.map("features");
    for (String feature : declared.keySet()) {
      try (YamlMap entry = declared.map(feature)) {
        types.put(feature, entry.constant("type", FeatureType.class));
        entry
            .optionalConstant("privacy", Privacy.class)
            .ifPresent(level -> privacy.put(feature, level));
        entry.optionalDuration("retention").ifPresent(span -> retention.put(feature, span));
        flags.feature(entry, feature);
      }
    }
    flags.check(document, types);
  }

  Map<String, FeatureType> types() {
    return types;
  }

  Map<String, Duration> retention() {
    return retention;
  }

  /** What a reviewer at this tier must not see: what the entry hides, and what is too private. */
  Set<String> hidden(YamlMap entry, String tier) {
    Privacy sees = entry.constant("sees", Privacy.class, Privacy.SENSITIVE);
    Set<String> tooPrivate = new LinkedHashSet<>();
    privacy.forEach(
        (feature, level) -> {
          if (level.compareTo(sees) > 0) {
            tooPrivate.add(feature);
          }
        });
    hiddenByTier.put(tier, tooPrivate);
    return hiddenInSegment(entry, tier);
  }

  /** The same where a segment names what is hidden: it can hide more, and uncover nothing. */
  Set<String> hiddenInSegment(YamlMap entry, String tier) {
    Set<String> hidden = new LinkedHashSet<>(entry.strings("hidden"));
    hidden.addAll(hiddenByTier.getOrDefault(tier, Set.of()));
    return Set.copyOf(hidden);
  }
}
