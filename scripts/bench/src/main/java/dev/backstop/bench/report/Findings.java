package dev.backstop.bench.report;

import dev.backstop.bench.figures.Bar;
import java.util.List;
import java.util.Map;

/**
 * What an experiment found.
 *
 * @param figures for the JSON report, by their keys at its top level
 * @param tables for people
 * @param bars that these figures are held to
 */
public record Findings(
    Map<String, ?> figures, List<Table> tables, List<Bar> bars, List<Chart> charts) {

  public Findings {
    tables = List.copyOf(tables);
    bars = List.copyOf(bars);
    charts = List.copyOf(charts);
  }

  /** Without a chart. */
  public Findings(Map<String, ?> figures, List<Table> tables, List<Bar> bars) {
    this(figures, tables, bars, List.of());
  }
}
