package dev.backstop.model.djl;

import dev.backstop.domain.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The held-out credit applications. */
public final class CreditRows {

  /** One application, and what became of it. */
  public record Row(boolean good, Features features) {}

  private CreditRows() {}

  /** The file has no comma, quote or line break inside a value. */
  public static List<Row> heldOut() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../scripts/credit/data/stream.csv"));
    String[] names = lines.get(0).replace("\"", "").split(",", -1);
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, Object> features = new HashMap<>();
      for (int i = 2; i < cells.length; i++) {
        if (cells[i].startsWith("\"")) {
          features.put(names[i], cells[i].replace("\"", ""));
        } else if (!cells[i].isEmpty()) {
          features.put(names[i], Long.valueOf(cells[i]));
        }
      }
      rows.add(new Row(cells[1].equals("\"good\""), new Features(features)));
    }
    return rows;
  }
}
