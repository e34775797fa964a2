package dev.backstop.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processor's meters, as {@code /metrics} tells them in Prometheus' text format. */
public record Meters(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(?<tags>\\{.*})? (?<value>\\S+)");

  /**
   * One value.
   *
   * @param tags as they stand there, in braces; empty if there are none
   */
  public record Sample(String name, String tags, double value) {
    public boolean has(String tag, String wanted) {
      return tags.contains(tag + "=\"" + wanted + '"');
    }
  }

  public Meters {
    samples = List.copyOf(samples);
  }

  public static Meters parse(String text) {
    List<Sample> samples = new ArrayList<>();
    for (String line : text.split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && matcher.group("name").startsWith("backstop_")) {
        String tags = matcher.group("tags");
        samples.add(
            new Sample(
                matcher.group("name"),
                tags == null ? "" : tags,
                Double.parseDouble(matcher.group("value"))));
      }
    }
    return new Meters(samples);
  }

  public long requests() {
    return sum("backstop_requests_total", sample -> true);
  }

  /** FINAL and REJECTED. */
  public long terminal() {
    return sum(
        "backstop_decisions_total",
        sample -> sample.has("status", "FINAL") || sample.has("status", "REJECTED"));
  }

  public long provisional() {
    return sum("backstop_decisions_total", sample -> sample.has("status", "PROVISIONAL"));
  }

  public long pending() {
    return sum("backstop_pending", sample -> true);
  }

  /** Of every topic but the verdicts. */
  public long deadLetters() {
    return sum("backstop_dead_letters_total", sample -> !sample.has("topic", Topics.VERDICTS));
  }

  public long duplicates() {
    return sum("backstop_duplicates_total", sample -> true);
  }

  /** The equation that Backstop states for its meters. */
  public boolean balance() {
    return requests() == terminal() + pending() + deadLetters() + duplicates();
  }

  /** The sum of the samples of one name that fulfil a condition; 0 if there are none. */
  public long sum(String name, Predicate<Sample> of) {
    return Math.round(
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(of)
            .mapToDouble(Sample::value)
            .sum());
  }
}
