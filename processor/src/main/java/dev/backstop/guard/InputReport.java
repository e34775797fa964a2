package dev.backstop.guard;

import dev.backstop.domain.SourcePosition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one model was asked since the reporter's last report, in all segments together, beside what
 * it was made for.
 *
 * @param domain of the policy under which it was asked last; its rules hold
 * @param tier at which it was asked last
 * @param digest of the package that was asked; null if the reporter does not say
 * @param counts none if the package does not say what it was made for
 * @param source the last request that it was asked about
 * @param at when it was written, in ms
 */
public record InputReport(
    Guarded guarded,
    String domain,
    String tier,
    @Nullable String digest,
    List<BinCounts> counts,
    SourcePosition source,
    long at) {

  public InputReport {
    counts = List.copyOf(counts);
  }

  /** What is measured: names of features, and of the confidence. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    counts.forEach(one -> names.add(one.name()));
    return names;
  }
}
