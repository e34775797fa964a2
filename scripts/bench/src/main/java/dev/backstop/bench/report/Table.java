package dev.backstop.bench.report;

import java.util.List;

/**
 * A table for people.
 *
 * @param note said below it; may be empty
 */
public record Table(String title, List<String> header, List<List<String>> rows, String note) {

  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "table '" + title + "' has " + header.size() + " columns, but a row has " + row.size());
      }
    }
  }
}
