package dev.backstop.registry;

import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Guarded;
import dev.backstop.incident.TrafficReport;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.PolicyReviews;
import dev.backstop.v1.TrafficCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What instances have counted, and its contract. */
public final class TrafficMapper {

  private TrafficMapper() {}

  /**
   * A report of what an instance has counted: that of no calls of a model whose name no model has,
   * as which a build that does not know it takes it.
   */
  public static ModelHealth toAvro(TrafficReport report, SourcePosition source) {
    List<PolicyReviews> reviews = new ArrayList<>();
    report
        .reviews()
        .forEach(
            (policy, over) ->
                reviews.add(new PolicyReviews(policy, over.answered(), over.overdue())));
    ModelHealth mapped =
        BreakerMapper.uncounted(
            new Guarded(TrafficReport.NO_MODEL, null),
            "",
            "",
            CallSource.MIRROR,
            source,
            report.at().toEpochMilli());
    mapped.setReporter(report.instance());
    mapped.setTraffic(
        new TrafficCounts(
            report.since(),
            report.counts().requests(),
            report.counts().duplicates(),
            report.counts().decided(),
            report.counts().deadLetters(),
            report.pending(),
            reviews));
    return mapped;
  }

  /** What the record says was counted; null if it is another report. */
  public static @Nullable TrafficReport fromAvro(ModelHealth health) {
    TrafficCounts counts = health.getTraffic();
    if (counts == null) {
      return null;
    }
    Map<String, TrafficReport.Reviews> reviews = new HashMap<>();
    for (PolicyReviews one : counts.getReviews()) {
      reviews.put(one.getPolicy(), new TrafficReport.Reviews(one.getAnswered(), one.getOverdue()));
    }
    return new TrafficReport(
        health.getReporter(),
        counts.getSince(),
        new TrafficReport.Counts(
            counts.getRequests(),
            counts.getDuplicates(),
            counts.getDecided(),
            counts.getDeadLetters()),
        counts.getPending(),
        reviews,
        health.getAt());
  }
}
