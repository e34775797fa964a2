package dev.backstop.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reading of {@code /metrics}: which metrics there are, with which labels and buckets. */
final class Scrape {

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? \\S+$");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** What may be asked of each metric: its labels by name, and its buckets as {@code le="1.0"}. */
  private final Map<String, Set<String>> labels = new HashMap<>();

  private Scrape() {}

  static Scrape of(String text) {
    Scrape scrape = new Scrape();
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      Set<String> known = scrape.labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
      if (sample.group(2) != null) {
        LABEL
            .matcher(sample.group(2))
            .results()
            .forEach(
                label -> {
                  known.add(label.group(1));
                  if (label.group(1).equals("le")) {
                    known.add(label.group());
                  }
                });
      }
    }
    return scrape;
  }

  boolean has(String metric) {
    return labels.containsKey(metric);
  }

  /** What of a line of the list is not there: the metric itself, a label, or a bucket. */
  List<String> lacks(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    String metric = words.remove(0);
    if (!has(metric)) {
      return List.of(metric);
    }
    words.removeAll(labels.get(metric));
    return words;
  }
}
