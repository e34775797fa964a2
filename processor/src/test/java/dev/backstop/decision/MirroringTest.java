package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Switch;
import dev.backstop.domain.Features;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.Breakers;
import dev.backstop.guard.Cause;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.Shadow;
import dev.backstop.guard.Trial;
import dev.backstop.guard.TripReason;
import dev.backstop.judge.Rulings;
import dev.backstop.judge.ShadowRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which models are probed while playbooks or people bar them. */
class MirroringTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourcePosition SOURCE = new SourcePosition("requests", 0, 0);

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: loans
      owner: us
      deadline: 1h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m}
        - {tier: default, kind: default, label: "no"}
      """;

  @Test
  void shouldProbeAModelThatAPlaybookBars() {
    assertThat(probed(null, set("playbook:p", new Switch.Stop())))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.ask()).isEqualTo("first");
              assertThat(request.onPanel()).as("that it answers is enough").isFalse();
            });
  }

  @Test
  void shouldHoldItsAnswersAgainstThePeopleWhoAreAskedBecauseNoOtherModelIs() {
    assertThat(probed(Evidence.NONE, set("playbook:p", new Switch.Stop())))
        .singleElement()
        .satisfies(request -> assertThat(request.onPanel()).isTrue());
    assertThat(probed(Evidence.NONE, set("playbook:p", new Switch.Off("primary"))))
        .as("the second is asked, and its answer is held against that")
        .isEmpty();
  }

  @Test
  void shouldNotProbeAModelThatAPersonBarsWhateverAPlaybookHasSet() {
    assertThat(probed(null, set("olga", new Switch.Stop()))).isEmpty();
    assertThat(
            probed(
                null, set("playbook:p", new Switch.Stop()), set("olga", new Switch.Off("primary"))))
        .isEmpty();
  }

  /**
   * What is asked beside a request, while the first model is tried in the shadow.
   *
   * @param answers evidence so far where its answers must be shown to be right, else null
   */
  private static List<ShadowRequest> probed(@Nullable Evidence answers, Control... set) {
    Controls controls = Controls.NONE;
    for (Control control : set) {
      controls = controls.with(control);
    }
    Case on =
        Case.opened(request(), SOURCE, PolicyTexts.policy(POLICY))
            .under(controls.forDomain("loans"), Rulings.NONE, Breakers.NONE.with(shadow(answers)));
    return Mirroring.of(on, 0, NOW);
  }

  private static BreakerNews shadow(@Nullable Evidence answers) {
    Cause cause =
        new Cause(answers == null ? TripReason.FAILURES : TripReason.QUALITY, new Evidence(50, 12));
    return new BreakerNews(
        new Guarded("first", null),
        "loans",
        "primary",
        BreakerStatus.of(new Shadow(cause, new Trial(1, Evidence.NONE, answers), 1, 1)),
        1,
        null,
        RiskReading.NONE,
        DriftStanding.NONE,
        "a test",
        "o",
        1);
  }

  private static Control set(String who, Switch set) {
    return Control.of("loans", set, who, "a test", NOW, NOW.plusSeconds(60));
  }

  private static Request request() {
    return new Request(
        "r",
        "loans",
        null,
        new Features(Map.of()),
        null,
        NOW,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }
}
