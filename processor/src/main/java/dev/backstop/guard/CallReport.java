package dev.backstop.guard;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import java.util.Map;

/**
 * How the calls of one model in one segment have ended since the reporter's last report.
 *
 * @param domain of the policy under which it was asked last; its terms hold
 * @param tier at which it was asked last
 * @param counts since the last report; the run of failures is one across reports
 * @param reasons the failures by their reason
 * @param reporter group and task that counted: what it says comes in order
 * @param source the last request that it was asked about
 * @param at when it was written, in ms
 */
public record CallReport(
    Guarded guarded,
    String domain,
    String tier,
    CallSource callSource,
    WindowCounts counts,
    Map<Reason, Long> reasons,
    String reporter,
    SourcePosition source,
    long at) {

  public CallReport {
    reasons = Map.copyOf(reasons);
  }

  /** What it is in a return test: only an answer in time speaks for a model. */
  Evidence evidence() {
    return new Evidence(counts.calls(), counts.failures() + counts.slow());
  }
}
