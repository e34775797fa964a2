package dev.backstop.demo;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the held-out applications. */
public final class Applications {
  private static final String ROW = "row";
  private static final String LABEL = "Status";
  private static final Set<String> NO_FEATURES = Set.of(ROW, LABEL);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

  private Applications() {}

  /**
   * Reads a table in its order.
   *
   * @throws DemoException when the file cannot be read
   */
  public static List<Application> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return read(reader);
    } catch (IOException e) {
      throw new DemoException(
          "the applications in " + file + " cannot be read",
          "restore the file (git checkout scripts/credit/data)",
          e);
    }
  }

  static List<Application> read(Reader reader) throws IOException {
    try (CSVParser rows = FORMAT.parse(reader)) {
      return rows.stream().map(Applications::application).toList();
    }
  }

  private static Application application(CSVRecord cells) {
    Map<String, Object> features = new HashMap<>();
    cells
        .toMap()
        .forEach(
            (column, cell) -> {
              if (!NO_FEATURES.contains(column) && !cell.isEmpty()) {
                features.put(column, value(cell));
              }
            });
    return new Application(Integer.parseInt(cells.get(ROW)), cells.get(LABEL), features);
  }

  /** A whole number as long; everything else in the table is a category. */
  private static Object value(String cell) {
    return WHOLE_NUMBER.matcher(cell).matches() ? (Object) Long.valueOf(cell) : cell;
  }
}
