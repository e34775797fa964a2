package dev.backstop.docs.alerts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What this module writes and reads of Prometheus' query language. */
final class Promql {

  /** A processor's metric, with its matchers. Recorded series have colons, and are none. */
  private static final Pattern METRIC =
      Pattern.compile(
          "(?<![\\w:])((?:backstop|kafka|jvm|process|system)_\\w+)(?![\\w:(])(?:\\s*\\{([^}]*)\\})?");

  private static final Pattern RECORDED = Pattern.compile("(?<![\\w:])\\w+(?::\\w+)+(?![\\w:])");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
  // Labels that scraping adds.
  private static final Set<String> OF_THE_TARGET = Set.of("instance", "job");

  private Promql() {}

  /** As Prometheus writes a duration, in its largest whole unit. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** A number as people write it, rounded where binary fractions would show. */
  static String number(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(8)).stripTrailingZeros().toPlainString();
  }

  /**
   * The processor's metrics that an expression reads; for each, the labels that its matchers ask
   * for, and the buckets as {@code le="1.0"}.
   */
  static Map<String, Set<String>> metrics(String expression) {
    Map<String, Set<String>> found = new TreeMap<>();
    Matcher metric = METRIC.matcher(expression);
    while (metric.find()) {
      Set<String> labels = found.computeIfAbsent(metric.group(1), name -> new TreeSet<>());
      String matchers = metric.group(2);
      if (matchers != null) {
        MATCHER.matcher(matchers).results().forEach(matcher -> addLabels(labels, matcher));
      }
    }
    return found;
  }

  private static void addLabels(Set<String> labels, MatchResult matcher) {
    String label = matcher.group(1);
    if (OF_THE_TARGET.contains(label)) {
      return;
    }
    labels.add(label);
    if (label.equals("le") && matcher.group(2).equals("=")) {
      labels.add("le=\"" + matcher.group(3) + '"');
    }
  }

  /** The recorded series that an expression reads. */
  static Set<String> recorded(String expression) {
    return RECORDED
        .matcher(QUOTED.matcher(expression).replaceAll("\"\""))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
