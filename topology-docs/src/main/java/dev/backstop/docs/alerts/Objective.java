package dev.backstop.docs.alerts;

import dev.backstop.yaml.YamlMap;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is promised of a kind of event: which share of them is to be good over a period.
 *
 * @param name in words joined by hyphens, such as {@code decision-latency}
 * @param objective share that is to be good, above 0 and below 1
 * @param good expression in PromQL for the good events a second, with {@link #WINDOW} for the range
 * @param total the same for all events
 * @param evidence the least number of events in the long window, counted by an expression of its
 *     own; without it the alerts take what there is
 */
record Objective(
    String name,
    String description,
    double objective,
    Duration period,
    String good,
    String total,
    Optional<Evidence> evidence) {

  /** Stands in expressions where the range of a window goes. */
  static final String WINDOW = "$window";

  private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");

  /** How many events the judgement needs. */
  record Evidence(String count, double least) {}

  /** Reads one; what is wrong is noted, and the objective must not be used then. */
  static Objective read(YamlMap map) {
    try (map) {
      Objective read =
          new Objective(
              map.string("name"),
              map.string("description"),
              map.number("objective"),
              map.duration("period"),
              map.string("good").strip(),
              map.string("total").strip(),
              map.has("evidence") ? Optional.of(evidence(map.map("evidence"))) : Optional.empty());
      read.check(map);
      return read;
    }
  }

  private static Evidence evidence(YamlMap map) {
    try (map) {
      Evidence evidence = new Evidence(map.string("count").strip(), map.number("least"));
      checkWindow(map, "count", evidence.count());
      if (evidence.least() <= 0) {
        map.problem("least", "must be above 0, but is " + evidence.least());
      }
      return evidence;
    }
  }

  private void check(YamlMap map) {
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      map.problem(
          "name", "must be words of small letters joined by hyphens, but is '" + name + "'");
    }
    checkWindow(map, "good", good);
    checkWindow(map, "total", total);
    if (objective <= 0 || objective >= 1) {
      map.problem("objective", "must be above 0 and below 1, but is " + objective);
      return;
    }
    for (Burn burn : Burn.ALL) {
      checkBurn(map, burn);
    }
  }

  private void checkBurn(YamlMap map, Burn burn) {
    if (period.isZero()) {
      return; // It is missing, which has been said.
    }
    String window = Promql.duration(burn.longWindow());
    if (period.compareTo(burn.longWindow()) <= 0) {
      map.problem(
          "period", "must be longer than the window of " + window + "; usual are 28d and 30d");
      return;
    }
    double factor = burn.factor(period);
    if (!BurnRate.feasible(factor, errorBudget())) {
      map.problem(
          "objective",
          String.format(
              Locale.ROOT,
              "is %s: the %s on a burn rate above %s over %s can never fire, because %s times the"
                  + " error budget of %s is %s, and no more than all events can be bad; raise the"
                  + " objective above %s, or shorten the period",
              Promql.number(objective),
              burn.severity().label(),
              Promql.number(factor),
              window,
              Promql.number(factor),
              Promql.number(errorBudget()),
              Promql.number(factor * errorBudget()),
              Promql.number(1 - 1 / factor)));
    }
  }

  private static void checkWindow(YamlMap map, String key, String expression) {
    if (!expression.isEmpty() && !expression.contains(WINDOW)) {
      map.problem(
          key,
          "must have "
              + WINDOW
              + " as the range of its rates, as in rate(backstop_decisions_total["
              + WINDOW
              + "])");
    }
  }

  /** Share of events that may be bad. */
  double errorBudget() {
    return 1 - objective;
  }

  /** Its name as part of a metric's name. */
  String metric() {
    return name.replace('-', '_');
  }

  /** Its name as part of an alert's name. */
  String camelCase() {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("-")) {
      text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return text.toString();
  }
}
