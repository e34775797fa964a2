package dev.backstop.guard;

import dev.backstop.domain.SourcePosition;
import java.util.List;

/**
 * What one model was asked in one segment since the reporter's last report, beside what it was made
 * for.
 *
 * @param domain of the policy under which it was asked last; its rules hold
 * @param tier at which it was asked last
 * @param source the last request that it was asked about
 * @param at when it was written, in ms
 */
public record InputReport(
    Guarded guarded,
    String domain,
    String tier,
    List<BinCounts> counts,
    SourcePosition source,
    long at) {

  public InputReport {
    counts = List.copyOf(counts);
  }
}
