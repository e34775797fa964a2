package dev.backstop.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ReviewTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Who is drawn is asked about once and labelled at most once; drawn = resolved + unresolved + open,
 * as {@link Meter} says.
 */
public final class PanelBalances implements Guarantee {

  private final MeterRegistry registry;
  private final Map<String, ReviewTask> tasks = new HashMap<>();
  private final Map<String, LabelledExample> labels = new HashMap<>();
  private final Set<String> drawnDecisions = new HashSet<>();

  public PanelBalances(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void onOutput(String key, SpecificRecord record, Headers headers) {
    if (record instanceof ReviewTask task
        && task.getAudit() != null
        && task.getAudit().getDrawn()) {
      assertThat(tasks.put(task.getTaskId(), task)).as("an earlier " + task.getTaskId()).isNull();
    } else if (record instanceof Decision decision
        && decision.getStatus() != DecisionStatus.PROVISIONAL
        && decision.getAudit() != null
        && decision.getAudit().getDrawn()) {
      drawnDecisions.add(decision.getSource().toString());
    } else if (record instanceof LabelledExample example
        && example.getAudit() != null
        && example.getAudit().getDrawn()) {
      assertThat(labels.put(example.getTaskId(), example))
          .as("an earlier label of " + example.getTaskId())
          .isNull();
    }
  }

  @Override
  public void check() {
    long unasked = labels.keySet().stream().filter(task -> !tasks.containsKey(task)).count();
    long unresolved = labels.values().stream().filter(one -> one.getLabel() == null).count();
    assertThat(count("DRAWN")).as("drawn").isEqualTo(tasks.size() + unasked);
    assertThat(count("UNRESOLVED")).as("unresolved").isEqualTo(unresolved);
    assertThat(count("RESOLVED")).as("resolved").isEqualTo(labels.size() - unresolved);
    long openBeside =
        tasks.values().stream()
            .filter(task -> task.getDecisionId() != null && !labels.containsKey(task.getTaskId()))
            .count();
    assertThat((long) registry.get(Meter.AUDIT_OPEN.meterName()).gauge().value())
        .isEqualTo(openBeside);
    assertThat(
            tasks.values().stream()
                .filter(task -> task.getDecisionId() != null)
                .map(task -> task.getSource().toString()))
        .as("decisions that were drawn")
        .isSubsetOf(drawnDecisions);
  }

  private long count(String result) {
    return registry.find(Meter.AUDIT_PANEL.meterName()).tag("result", result).counters().stream()
        .mapToLong(counter -> (long) counter.count())
        .sum();
  }
}
