package dev.backstop.bench.report;

import dev.backstop.bench.figures.Bar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures for readers: a Markdown page and its charts. */
public final class Page {
  private static final String NAME = "README.md";

  private Page() {}

  /** Writes page and charts into a folder, which is made if need be. */
  public static void write(Path folder, Report report) throws IOException {
    Files.createDirectories(folder);
    for (Chart chart : report.charts()) {
      Files.writeString(folder.resolve(chart.name() + ".svg"), chart.svg());
    }
    Files.writeString(folder.resolve(NAME), markdown(report));
  }

  static String markdown(Report report) {
    Machine machine = report.machine();
    StringBuilder page = new StringBuilder();
    page.append("<!-- Written by scripts/benchmark; do not edit. -->\n# Performance\n\n");
    page.append(
        String.format(
            Locale.ROOT,
            "Measured with `%s` in %.0f minutes on %d cores (%s), %,d MB, %s, %s, Kafka %s. Everything runs on this one machine: broker, applications,"
                + " and what asks and reads. So compare the columns, not these figures with those of other machines. How it is measured, and why so:"
                + " [rationale](../../scripts/bench/RATIONALE.md).\n\n",
            report.options(),
            Math.max(1, report.seconds() / 60),
            machine.cores(),
            machine.processor(),
            machine.memoryMegabytes(),
            machine.system(),
            machine.jvm(),
            machine.kafka()));
    bars(page, report.bars());
    for (Chart chart : report.charts()) {
      page.append("![" + chart.title() + "](" + chart.name() + ".svg)\n\n");
    }
    report.tables().forEach(table -> table(page, table));
    return page.toString().stripTrailing() + "\n";
  }

  private static void bars(StringBuilder page, List<Bar> bars) {
    if (bars.isEmpty()) {
      return;
    }
    page.append("## What is promised\n\n");
    row(page, List.of("figure", "wanted", "measured", ""));
    rule(page, 4);
    for (Bar bar : bars) {
      row(page, List.of(bar.name(), bar.wanted(), bar.measured(), bar.verdict().words()));
    }
    page.append('\n');
  }

  private static void table(StringBuilder page, Table table) {
    page.append("## " + table.title() + "\n\n");
    row(page, table.header());
    rule(page, table.header().size());
    table.rows().forEach(row -> row(page, row));
    page.append('\n');
    if (!table.note().isEmpty()) {
      page.append(table.note() + "\n\n");
    }
  }

  private static void row(StringBuilder page, List<String> cells) {
    page.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static void rule(StringBuilder page, int columns) {
    page.append("| --- ".repeat(columns)).append("|\n");
  }
}
