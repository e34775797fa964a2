package dev.backstop.topology.score;

import dev.backstop.decision.Case;
import dev.backstop.decision.Passing;
import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.model.FakeScorer;
import dev.backstop.model.Model;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A stage over models that a test sets up, and what it makes of the cases that it is given. */
final class ScoredCases {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Models models = new Models(List.of());
  final MockProcessorContext<String, Passing> context = new MockProcessorContext<>();
  private final Processor<String, Passing, String, Passing> stage = stage(context);

  /** The case as the stage passes it on. */
  Case asked(Case on) {
    context.resetForwards();
    stage.process(record(on));
    return (Case) context.forwarded().get(0).record().value();
  }

  /** As a case is read: with the time of now. */
  static Record<String, Passing> record(Case on) {
    return new Record<>("r", on, NOW.toEpochMilli());
  }

  /** Another stage over the same models. */
  Processor<String, Passing, String, Passing> stage(MockProcessorContext<String, Passing> context) {
    Processor<String, Passing, String, Passing> made =
        ScoreStage.supplier(
                "route",
                "emit",
                models,
                ModelFaults.guarded(),
                (on, tier) -> true,
                "primary",
                InstantSource.fixed(NOW),
                new Telemetry(meters))
            .get();
    made.init(context);
    return made;
  }

  /** Version 2 is the one that the case's policy asks. */
  static Model model(String version) {
    return new Model(
        new ModelRef("m", version, "0".repeat(64)), List.of("no", "yes"), new FakeScorer());
  }

  /** A case with that deadline, or its policy's. */
  static Case opened(@Nullable Instant deadline) {
    Request request =
        new Request(
            "r",
            "d",
            null,
            new Features(Map.of("x0", 1.0, "x1", 0.5)),
            null,
            NOW,
            deadline,
            null,
            true,
            List.of(),
            null,
            Map.of());
    Policy policy =
        new Policy(
            new PolicyRef("p", "2", "0".repeat(64)),
            "d",
            Duration.ofHours(1),
            List.of(new Tier.Model("a", "m@2", 0.5, Duration.ofMillis(10), true)),
            OnReview.WAIT,
            OnTimeout.REJECT,
            Map.of());
    return Case.opened(request, new SourcePosition("secondary", 0, 0), policy);
  }
}
