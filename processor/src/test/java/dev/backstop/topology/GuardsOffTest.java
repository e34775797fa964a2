package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What breaker and drift guard notice of real requests, each beside the same course without it:
 * nothing else notices it. What drills can show is in {@link DrillScenariosTest}.
 */
class GuardsOffTest {

  private static final String OFF = "breaker: {enabled: false}\n";

  /** What goes wrong, for whole series of requests. */
  private enum Fault {
    /** Every call fails; without a breaker the time of each request goes into one more. */
    OUTAGE("", "ERROR", 7, Reason.BREAKER_OPEN, Reason.ERROR),
    /** Each row lies within the declared ranges, and all of them where half of them should. */
    DRIFTED_WITHIN_RANGES(
        "breaker: {drift: {window: 40, features: TIGHTEN, tightenBy: 0.15}}\n",
        .9,
        15,
        Reason.DRIFT_GUARD,
        null),
    /** Each answer is surer than it has to be, and all are as sure. */
    CONFIDENCE_COLLAPSED(
        "breaker: {drift: {window: 40, collapse: ROUTE}}\n", .99, 7, Reason.BREAKER_OPEN, null);

    private final String guard;
    private final Object first;
    private final long shown;
    private final Reason noticed;
    private final Reason unnoticed;

    Fault(String guard, Object first, long shown, Reason noticed, Reason unnoticed) {
      this.guard = guard;
      this.first = first;
      this.shown = shown;
      this.noticed = noticed;
      this.unnoticed = unnoticed;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeNoticedWithItsGuard(Fault fault) {
    // When
    Decision last = after(fault, fault.guard);
    // Then
    assertThat(last.getTier()).isEqualTo("secondary");
    assertThat(last.getReason()).isEqualTo(fault.noticed);
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoUnnoticedWithoutIt(Fault fault) {
    // When
    Decision last = after(fault, OFF);
    // Then
    assertThat(last.getReason()).isEqualTo(fault.unnoticed);
    assertThat(last.getTier()).isEqualTo(fault.unnoticed == null ? "primary" : "secondary");
  }

  /** What is decided of one more request after forty of them and the second that a report takes. */
  private static Decision after(Fault fault, String sections) {
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + sections)) {
      for (int i = 0; i < 40; i++) {
        send(harness, i, fault);
      }
      harness.advance(Duration.ofSeconds(1));
      send(harness, 40, fault);
      List<Decision> decisions = harness.decisions();
      return decisions.get(decisions.size() - 1);
    }
  }

  private static void send(TopologyHarness harness, int number, Fault fault) {
    PredictionRequest request = harness.request("r-" + number, fault.first, 0.9);
    request.getFeatures().put("shown", fault.shown);
    harness.send(request);
  }
}
