package dev.backstop.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The breakers that have ever opened. Immutable; while all of them are closed they cost a record
 * nothing.
 */
public final class Breakers {

  public static final Breakers NONE = new Breakers(Map.of());

  private static final String NO_SEGMENT = "";

  private final Map<String, Map<String, BreakerNews>> byModel;
  private final boolean closed;
  private final boolean mirroring;
  private final boolean drifted;

  private Breakers(Map<String, Map<String, BreakerNews>> byModel) {
    this.byModel = byModel;
    this.closed = byModel.values().stream().allMatch(Breakers::allClosed);
    this.mirroring =
        byModel.values().stream()
            .flatMap(bySegment -> bySegment.values().stream())
            .anyMatch(news -> news.status().kind() == BreakerState.Kind.SHADOW);
    this.drifted =
        byModel.values().stream()
            .flatMap(bySegment -> bySegment.values().stream())
            .anyMatch(news -> !news.drifted().none());
  }

  /** Whether every model may be asked. */
  public boolean closed() {
    return closed;
  }

  /** Whether any model is tried beside others. */
  public boolean mirroring() {
    return mirroring;
  }

  /** Whether the inputs of any model have drifted. */
  public boolean drifted() {
    return drifted;
  }

  /** What is known of a breaker; null if it has never opened. */
  public @Nullable BreakerNews of(String model, @Nullable String segment) {
    Map<String, BreakerNews> bySegment = byModel.get(model);
    return bySegment == null ? null : bySegment.get(segment == null ? NO_SEGMENT : segment);
  }

  /** Every breaker that is known, by model and segment. */
  public List<BreakerNews> all() {
    List<BreakerNews> all = new ArrayList<>();
    byModel.values().forEach(bySegment -> all.addAll(bySegment.values()));
    all.sort(Comparator.comparing(news -> news.guarded().key()));
    return all;
  }

  /** These with the news of one. */
  public Breakers with(BreakerNews news) {
    Guarded guarded = news.guarded();
    Map<String, Map<String, BreakerNews>> changed = new HashMap<>(byModel);
    Map<String, BreakerNews> bySegment =
        new HashMap<>(byModel.getOrDefault(guarded.model(), Map.of()));
    bySegment.put(guarded.segment() == null ? NO_SEGMENT : guarded.segment(), news);
    changed.put(guarded.model(), bySegment);
    return new Breakers(changed);
  }

  /** These without the one of a key: as if it had never opened. */
  public Breakers without(String key) {
    Map<String, Map<String, BreakerNews>> left = new HashMap<>();
    for (BreakerNews news : all()) {
      Guarded guarded = news.guarded();
      if (!guarded.key().equals(key)) {
        left.computeIfAbsent(guarded.model(), model -> new HashMap<>())
            .put(guarded.segment() == null ? NO_SEGMENT : guarded.segment(), news);
      }
    }
    return new Breakers(left);
  }

  /** These, as if those were closed that let some of the requests through on their way back. */
  public Breakers withoutRamps() {
    Breakers left = this;
    for (BreakerNews news : all()) {
      if (news.status().kind() == BreakerState.Kind.RAMP) {
        left = left.without(news.guarded().key());
      }
    }
    return left;
  }

  private static boolean allClosed(Map<String, BreakerNews> bySegment) {
    return bySegment.values().stream().allMatch(BreakerNews::closed);
  }
}
