package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request, in order of time, and why the first model did not answer it.
 *
 * @param whyNotTheFirstModel ends the sentence "Why not the first model:"
 */
public record Story(String requestId, State state, List<Line> lines, String whyNotTheFirstModel) {

  /** What a line is about. */
  public enum Kind {
    RECEIVED,
    ATTEMPT,
    ESCALATED,
    REVIEW_OPENED,
    VERDICT,
    DECISION,
    LABEL,
    DEAD_LETTER,
    AUDIT,
    UNREADABLE
  }

  /**
   * One thing that happened.
   *
   * @param place the record that says so, as topic-partition-offset; null for an attempt, which
   *     several records repeat
   * @param facts the same as the sentence, for programs
   */
  public record Line(
      Instant at, Kind kind, @Nullable String place, String sentence, Map<String, Object> facts) {}

  /** Tells what the trail holds. */
  public static Story of(Trail trail) {
    Chain chain = Chain.of(trail);
    List<Line> lines =
        Stream.concat(
                attempts(trail).stream().map(trail::told).map(Lines::attempt), Lines.records(trail))
            // Stable: what happened in the same millisecond stays in the order of kinds.
            .sorted(Comparator.comparing(Line::at).thenComparing(Line::kind))
            .toList();
    return new Story(trail.requestId(), chain.state(), lines, WhyNotFirst.of(trail, chain));
  }

  /** Every attempt once: escalations, tasks and decisions repeat those before them. */
  private static List<Attempt> attempts(Trail trail) {
    Map<List<Object>, Attempt> once = new LinkedHashMap<>();
    Stream.of(
            trail.decisions().stream().map(found -> found.value().attempts()),
            trail.tasks().stream().map(found -> found.value().attempts()),
            trail.escalations().stream().map(found -> found.value().attempts()))
        .flatMap(attempts -> attempts)
        .flatMap(List::stream)
        .forEach(
            attempt ->
                once.putIfAbsent(List.of(attempt.tier(), attempt.at(), attempt.canary()), attempt));
    return List.copyOf(once.values());
  }
}
