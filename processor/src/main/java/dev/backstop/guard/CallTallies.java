package dev.backstop.guard;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts how calls end, by model and segment, until somebody takes the counts. To count takes two
 * look-ups and allocates nothing once a model is known. One thread has it.
 */
public final class CallTallies {

  private static final String NO_SEGMENT = "";

  private final CallSource callSource;
  private final Map<String, Map<String, Tally>> byModel = new HashMap<>();

  public CallTallies(CallSource callSource) {
    this.callSource = callSource;
  }

  /**
   * Counts a call, if its end says anything about the model.
   *
   * @param failure why there was no answer, or null
   * @param micros how long it took
   * @param slowAfter so many microseconds may be taken
   * @param source the request that it was made for
   * @return whether this model is counted for the first time
   */
  public boolean add(
      String model,
      @Nullable String segment,
      String domain,
      String tier,
      @Nullable Reason failure,
      long micros,
      long slowAfter,
      SourcePosition source) {
    CallOutcome outcome = CallOutcome.of(failure, micros, slowAfter);
    if (outcome == null) {
      return false;
    }
    Map<String, Tally> bySegment = byModel.get(model);
    if (bySegment == null) {
      bySegment = new HashMap<>();
      byModel.put(model, bySegment);
    }
    String key = segment == null ? NO_SEGMENT : segment;
    Tally tally = bySegment.get(key);
    boolean unseen = tally == null;
    if (tally == null) {
      tally = new Tally(new Guarded(model, segment), source);
      bySegment.put(key, tally);
    }
    tally.add(outcome, failure);
    tally.domain = domain;
    tally.tier = tier;
    tally.source = source;
    return unseen;
  }

  /** What was counted since the last time, of those models that were called. */
  public List<CallReport> take(String reporter, long at) {
    List<CallReport> reports = new ArrayList<>();
    for (Map<String, Tally> bySegment : byModel.values()) {
      for (Tally tally : bySegment.values()) {
        if (tally.calls > 0) {
          reports.add(tally.take(callSource, reporter, at));
        }
      }
    }
    return reports;
  }

  private static final class Tally {
    private final Guarded guarded;

    /** Cells that are added to in place. */
    private final Map<Reason, long[]> byReason = new EnumMap<>(Reason.class);

    private String domain = "";
    private String tier = "";
    private SourcePosition source;
    private long calls;
    private long failures;
    private long slow;
    private long consecutive;

    Tally(Guarded guarded, SourcePosition source) {
      this.guarded = guarded;
      this.source = source;
    }

    void add(CallOutcome outcome, @Nullable Reason failure) {
      calls++;
      if (outcome == CallOutcome.FAILED) {
        failures++;
        consecutive++;
        if (failure != null) {
          byReason.computeIfAbsent(failure, unseen -> new long[1])[0]++;
        }
      } else {
        consecutive = 0;
        slow += outcome == CallOutcome.SLOW ? 1 : 0;
      }
    }

    CallReport take(CallSource callSource, String reporter, long at) {
      Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
      byReason.forEach(
          (reason, number) -> {
            if (number[0] > 0) {
              reasons.put(reason, number[0]);
              number[0] = 0;
            }
          });
      CallReport report =
          new CallReport(
              guarded,
              domain,
              tier,
              callSource,
              new WindowCounts(calls, failures, slow, consecutive),
              reasons,
              reporter,
              source,
              at);
      calls = 0;
      failures = 0;
      slow = 0;
      return report;
    }
  }
}
