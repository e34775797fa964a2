package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A decision in plain words. */
public final class DecisionWords {

  private DecisionWords() {}

  /** What was decided, by whom, and how soon. */
  public static String headline(Decision decision) {
    StringBuilder line = new StringBuilder();
    if (decision.drill() != null) {
      line.append("DRILL ").append(decision.drill().scenario()).append(", nobody's answer: ");
    }
    line.append(decision.status().name());
    if (decision.label() == null) {
      line.append(" decision: no answer will be given; the ladder stopped at ")
          .append(decision.tier());
    } else {
      line.append(" decision: ")
          .append(decision.label())
          .append(", answered by ")
          .append(answerer(decision));
    }
    if (decision.degraded()) {
      line.append(", degraded");
    }
    line.append("; ")
        .append(Words.span(Duration.between(decision.requestedAt(), decision.decidedAt())))
        .append(" after it was asked.");
    return line.toString();
  }

  /** The headline, and all that the record says beside it. */
  public static List<String> lines(Decision decision) {
    List<String> lines = new ArrayList<>();
    lines.add(decision.requestId() + ": " + headline(decision));
    Reason reason = decision.reason();
    if (reason != null) {
      lines.add("  why not the tier before: " + reason.inWords() + " [" + reason.name() + ']');
    }
    decision.attempts().forEach(attempt -> lines.add("  - " + Words.attempt(attempt)));
    lines.add("  path: " + path(decision.attempts()));
    String segment = decision.segment();
    lines.add(
        "  policy: "
            + decision.policy().toLineage()
            + (segment == null ? "" : ", segment " + segment));
    DegradationLevel level = decision.degradation();
    if (level != null && level != DegradationLevel.NORMAL) {
      lines.add("  it was a time of " + level.inWords() + " [" + level + ']');
    }
    Notice notice = decision.notice();
    if (notice != null) {
      lines.add("  notice to the person concerned: " + notice.text());
    }
    if (decision.expectedBy() != null) {
      lines.add("  the final decision comes by " + Words.time(decision.expectedBy()));
    }
    return lines;
  }

  static String path(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::toLineage).collect(Collectors.joining(" > "));
  }

  /** Who answered, or could not, as words that follow the tier; all of them who had to agree. */
  static String reviewer(Decision decision) {
    if (decision.reviewer() == null) {
      return "";
    }
    String label = decision.tierKind() == TierKind.HUMAN ? decision.label() : null;
    List<String> agreed =
        decision.attempts().stream()
            .flatMap(attempt -> attempt.opinions().stream())
            .filter(said -> Objects.equals(said.label(), label))
            .map(Opinion::reviewer)
            .toList();
    String who =
        agreed.size() > 1
            ? "reviewers " + String.join(" and ", agreed)
            : "reviewer " + decision.reviewer();
    return " (" + who + (decision.tierKind() == TierKind.HUMAN ? ")" : " could not decide)");
  }

  private static String answerer(Decision decision) {
    String sure =
        decision.confidence() == null
            ? ""
            : " with confidence " + Words.confidence(decision.confidence());
    String tier =
        decision.attempts().stream()
            .filter(attempt -> attempt.tier().equals(decision.tier()))
            .map(Words::tier)
            .reduce((first, last) -> last)
            .orElse(decision.tier());
    return tier + reviewer(decision) + sure;
  }
}
