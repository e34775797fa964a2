package dev.backstop.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table on a terminal. */
public final class TextTable {

  private TextTable() {}

  public static List<String> lines(Table table) {
    List<String> lines = new ArrayList<>(List.of("", table.title()));
    lines.add(line(table.header(), table));
    table.rows().forEach(row -> lines.add(line(row, table)));
    if (!table.note().isEmpty()) {
      lines.add("  " + table.note());
    }
    return lines;
  }

  private static String line(List<String> cells, Table table) {
    StringBuilder line = new StringBuilder("  ");
    for (int column = 0; column < cells.size(); column++) {
      line.append(cells.get(column));
      line.append(" ".repeat(width(table, column) - cells.get(column).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  private static int width(Table table, int column) {
    return Math.max(
        table.header().get(column).length(),
        table.rows().stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
  }
}
