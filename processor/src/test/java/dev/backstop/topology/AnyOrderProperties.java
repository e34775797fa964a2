package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever comes, in whatever order: at most one terminal decision a request, exactly one after the
 * deadline, and every record with its lineage. The promises themselves are checked by the harness.
 */
class AnyOrderProperties {

  private static final String PANEL = "audit: {rate: 0.5, salt: s2, epoch: 1, horizon: 20m}\n";

  /** Something that happens. */
  record Event(
      Kind kind,
      int request,
      Object first,
      Object second,
      OnReview onReview,
      boolean allowFallback) {}

  enum Kind {
    REQUEST,
    VERDICT,
    CANNOT_DECIDE,
    FORGED_VERDICT,
    WAIT,
    GARBAGE
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void shouldKeepEveryPromise(
      @ForAll("histories") List<Event> history,
      @ForAll boolean scoredAhead,
      @ForAll boolean audited) {
    TopologyHarness made = new TopologyHarness(policy -> audited ? policy + PANEL : policy);
    try (TopologyHarness harness = scoredAhead ? made.batched() : made) {
      harness.send(harness.request("first", 0.9, 0.9));
      history.forEach(event -> happen(harness, event));

      harness.advance(Duration.ofHours(3));
      harness.advance(Duration.ofSeconds(2));

      assertThat(harness.finals.terminal().keySet())
          .as("requests decided after every deadline")
          .containsAll(
              history.stream()
                  .filter(event -> event.kind() == Kind.REQUEST)
                  .map(event -> "r-" + event.request())
                  .toList());
      assertThat(harness.decisions())
          .allSatisfy(
              decision ->
                  assertThat(decision.getLabel() == null)
                      .isEqualTo(decision.getStatus() == DecisionStatus.REJECTED));
    }
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    Arbitrary<Object> script =
        Arbitraries.oneOf(
            Arbitraries.of(0.0, 0.5, 0.7, 0.8, 1.0),
            Arbitraries.of(
                "ERROR", "TIMEOUT", "INVALID_INPUT", "INVALID_OUTPUT", "BREAKER_OPEN", "OVERLOAD"));
    Arbitrary<Event> event =
        Combinators.combine(
                Arbitraries.of(Kind.class),
                Arbitraries.integers().between(1, 4),
                script,
                script,
                Arbitraries.of(OnReview.class).injectNull(0.5),
                Arbitraries.of(true, true, true, false))
            .as(Event::new);
    return event.list().ofMinSize(1).ofMaxSize(14);
  }

  private static void happen(TopologyHarness harness, Event event) {
    String id = "r-" + event.request();
    switch (event.kind()) {
      case REQUEST -> {
        PredictionRequest request = harness.request(id, event.first(), event.second());
        request.setOnReview(event.onReview());
        request.setAllowFallback(event.allowFallback());
        harness.send(request);
      }
      case VERDICT -> task(harness, id).forEach(task -> harness.send(harness.verdict(task, "yes")));
      case CANNOT_DECIDE ->
          task(harness, id).forEach(task -> harness.send(harness.verdict(task, null)));
      case FORGED_VERDICT ->
          task(harness, id)
              .forEach(
                  task -> {
                    var forged = harness.verdict(task, "yes");
                    forged.setDigest("forged");
                    harness.send(forged);
                  });
      case WAIT -> harness.advance(Duration.ofMinutes(7));
      case GARBAGE ->
          harness.sendGarbage(
              dev.backstop.topology.names.Topic.REQUESTS,
              new byte[] {1},
              new byte[] {0, 0, 0, 99, 1, 2});
    }
  }

  private static List<ReviewTask> task(TopologyHarness harness, String id) {
    return harness.tasks().stream()
        .filter(task -> task.getRequestId().equals(id))
        .limit(1)
        .toList();
  }
}
