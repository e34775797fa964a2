package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.domain.TimeoutAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that several tests tell stories with. Seconds count from {@link #T}. */
public final class Examples {

  public static final Instant T = Instant.parse("2026-01-31T08:30:00Z");
  public static final SourcePosition SOURCE = new SourcePosition("requests", 2, 17);
  public static final PolicyRef POLICY = new PolicyRef("credit", "1.0.0", "aaaaaaaabbbb");
  public static final ModelRef PRIMARY = new ModelRef("small", "1.0.0", "11111111ffff");

  private Examples() {}

  public static Instant at(long seconds) {
    return T.plusSeconds(seconds);
  }

  public static Request request() {
    return new Request(
        "r-1",
        "credit",
        null,
        new Features(Map.of("age", 42L)),
        null,
        T,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }

  /** A model's answer; not taken if there is a reason. */
  public static Attempt model(String tier, double confidence, @Nullable Reason reason, long at) {
    return new Attempt(
        tier,
        TierKind.MODEL,
        PRIMARY,
        new Score("good", Map.of("good", confidence), confidence, confidence),
        "good",
        0.8,
        1_200,
        reason,
        null,
        at(at));
  }

  public static Decision decision(
      Status status,
      @Nullable String label,
      String tier,
      TierKind kind,
      boolean degraded,
      @Nullable String reviewer,
      long at,
      Attempt... attempts) {
    return new Decision(
        "r-1",
        "credit",
        status,
        null,
        label,
        Map.of(),
        null,
        tier,
        kind,
        degraded,
        null,
        null,
        List.of(attempts),
        POLICY,
        null,
        reviewer,
        SOURCE,
        T,
        at(at),
        null,
        null,
        Map.of());
  }

  public static ReviewTask task(
      String taskId, int priority, long finishBy, boolean blind, Features features) {
    return new ReviewTask(
        taskId,
        "human",
        "r-1",
        "credit",
        null,
        features,
        List.of("good", "bad"),
        "primary did not answer: it was not sure enough.",
        List.of(model("primary", 0.7, Reason.LOW_CONFIDENCE, 1)),
        at(60),
        at(finishBy),
        priority,
        "digest",
        blind,
        new TimeoutAnswer("default", TierKind.DEFAULT, "bad", Map.of(), null, null),
        null,
        POLICY,
        null,
        SOURCE,
        T,
        at(2),
        null,
        Map.of(),
        Map.of(),
        null,
        null,
        1,
        List.of(),
        null,
        null);
  }

  public static <T> Trail.Located<T> found(String topic, long offset, T value) {
    return new Trail.Located<>(new SourcePosition(topic, 0, offset), T, value);
  }
}
