package dev.backstop.telemetry;

import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState.Kind;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.RiskLevel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Shows where breakers stand. Safe for all threads at once. */
public final class BreakerMeters {

  private record Watched(String model, String segment) {}

  /** The state of one breaker, and how often it came to each. */
  private static final class Shown {
    private final Map<Kind, Counter> moves = new EnumMap<>(Kind.class);
    private volatile Kind kind = Kind.CLOSED;
    private volatile double share = 1;
    private volatile RiskLevel risk = RiskLevel.NORMAL;
  }

  private final MeterRegistry registry;
  private final ConcurrentMap<Watched, Shown> shown = new ConcurrentHashMap<>();

  BreakerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Shows the breaker of a model that is asked: closed, until something else is heard. The counters
   * are there from then on, so that the first move shows as an increase.
   */
  public void present(String model, @Nullable String segment) {
    Shown unused = shown(model, segment);
  }

  /** Shows where a breaker stands now, and counts that it has moved there. */
  public void moved(BreakerNews news) {
    Kind kind = news.status().kind();
    moved(news.guarded(), kind, kind == Kind.CLOSED ? 1 : news.share(), news.risk().level());
  }

  /** Shows a breaker of which nothing is known any more. */
  public void closed(Guarded guarded) {
    moved(guarded, Kind.CLOSED, 1, RiskLevel.NORMAL);
  }

  private void moved(Guarded guarded, Kind kind, double share, RiskLevel risk) {
    Shown one = shown(guarded.model(), guarded.segment());
    one.risk = risk;
    if (one.kind != kind || one.share != share) {
      one.kind = kind;
      one.share = share;
      Objects.requireNonNull(one.moves.get(kind)).increment();
    }
  }

  private Shown shown(String model, @Nullable String segment) {
    return shown.computeIfAbsent(
        new Watched(model, segment == null ? "none" : segment), this::register);
  }

  private Shown register(Watched watched) {
    Shown one = new Shown();
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      List<String> tags = List.of(watched.model(), watched.segment(), name);
      Gauge.builder(Meter.BREAKER_STATE.meterName(), one, now -> now.kind == kind ? 1 : 0)
          .description(Meter.BREAKER_STATE.description())
          .tags("model", tags.get(0), "segment", tags.get(1), "state", tags.get(2))
          .register(registry);
      one.moves.put(
          kind,
          Counter.builder(Meter.BREAKER_TRANSITIONS.meterName())
              .description(Meter.BREAKER_TRANSITIONS.description())
              .tags("model", tags.get(0), "segment", tags.get(1), "to", tags.get(2))
              .register(registry));
    }
    for (RiskLevel level : RiskLevel.values()) {
      Gauge.builder(Meter.RISK_LEVEL.meterName(), one, now -> now.risk == level ? 1 : 0)
          .description(Meter.RISK_LEVEL.description())
          .tags(
              "model",
              watched.model(),
              "segment",
              watched.segment(),
              "level",
              level.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    return one;
  }
}
