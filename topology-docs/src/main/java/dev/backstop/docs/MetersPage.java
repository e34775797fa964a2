package dev.backstop.docs;

import dev.backstop.telemetry.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Backstop's own meters. */
final class MetersPage {

  private MetersPage() {}

  static Page page() {
    List<List<String>> rows = new ArrayList<>();
    for (Meter meter : Meter.values()) {
      rows.add(
          Markdown.cells(
              Markdown.code(MeterNames.of(meter)),
              meter.kind().name().toLowerCase(Locale.ROOT),
              Markdown.codes(meter.tags()),
              meter.description()));
    }
    Markdown text =
        Markdown.titled("Meters")
            .paragraph(
                "At `/metrics` of the management port, in Prometheus' text format. A timer is a histogram"
                    + " in seconds, a summary a histogram of the value: `_bucket`, `_count`, `_sum`, and"
                    + " `_max`. A tag without a value is `none`. Beside these there are Kafka Streams' and"
                    + " the clients' own (`kafka_*`) and the JVM's (`jvm_*`, `process_*`, `system_*`).")
            .table(List.of("name", "type", "tags", "meaning"), rows)
            .section("They balance")
            .paragraph("At rest, summed over all instances:")
            .fenced("text", balance())
            .paragraph(
                "While records are under way, the difference is what lies on the topics between the parts."
                    + " A transaction that is abandoned is counted again when its records are: after a crash"
                    + " the left side may be larger than the number of records on the topic.");
    return new Page("meters.md", "every meter, and the equation they fulfil", text.toString());
  }

  private static String balance() {
    return MeterNames.of(Meter.REQUESTS)
        + "\n  = "
        + MeterNames.of(Meter.DECISIONS)
        + "{status=~\"FINAL|REJECTED\"}\n  + "
        + MeterNames.of(Meter.PENDING)
        + "\n  + "
        + MeterNames.of(Meter.DEAD_LETTERS)
        + "{topic!~\".*verdicts\"}\n  + "
        + MeterNames.of(Meter.DUPLICATES);
  }
}
