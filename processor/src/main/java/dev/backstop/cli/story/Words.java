package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Member;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.TierKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Numbers, times and attempts in words. */
public final class Words {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** To the millisecond, in UTC. */
  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** A time span to about two digits, such as 12 ms, 3.4 s, 12 min, 2.5 h. */
  public static String span(Duration span) {
    long millis = Math.abs(span.toMillis());
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
    if (millis < 7_200_000) {
      return Math.round(millis / 6e4) + " min";
    }
    return millis < 172_800_000
        ? String.format(Locale.ROOT, "%.1f h", millis / 3.6e6)
        : String.format(Locale.ROOT, "%.1f d", millis / 8.64e7);
  }

  /** A confidence, to three digits. */
  public static String confidence(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** A confidence and the threshold it is held against, with enough digits to tell them apart. */
  public static String against(@Nullable Double confidence, @Nullable Double threshold) {
    if (confidence == null) {
      return "";
    }
    if (threshold == null) {
      return "confidence " + confidence(confidence);
    }
    boolean alike =
        confidence(confidence).equals(confidence(threshold))
            && Double.compare(confidence, threshold) != 0;
    return "confidence "
        + (alike ? confidence.toString() : confidence(confidence))
        + ", "
        + (alike ? threshold.toString() : confidence(threshold))
        + " needed";
  }

  /** The tier, with the model it asked, or how many. */
  public static String tier(Attempt attempt) {
    if (!attempt.members().isEmpty()) {
      return attempt.tier() + " (of " + attempt.members().size() + " models)";
    }
    return attempt.tier()
        + (attempt.model() == null
            ? ""
            : " (" + attempt.model().toLineage() + (attempt.canary() ? ", a candidate)" : ")"));
  }

  /** One model of an ensemble: "a@1#12345678 said yes (confidence 0.900)". */
  static String member(Member member) {
    Score score = member.score();
    if (score != null) {
      return member.toLineage()
          + " said "
          + score.label()
          + " ("
          + against(score.confidence(), null)
          + ')';
    }
    String detail = member.detail();
    return member.toLineage()
        + " gave no answer"
        + (detail == null || detail.isBlank() ? "" : " (" + detail + ')')
        + " ["
        + member.reason()
        + ']';
  }

  /** One of several reviewers: "reviewer-7, who said yes". */
  static String opinion(Opinion said) {
    return said.reviewer()
        + (said.label() == null ? ", who could not decide" : ", who said " + said.label());
  }

  /** "because it was not sure enough (no feature age)". */
  public static String because(Reason reason, @Nullable String detail) {
    return "because "
        + reason.inWords()
        + (detail == null || detail.isBlank() ? "" : " (" + detail + ')')
        + " ["
        + reason.name()
        + ']';
  }

  /** One attempt as a sentence. */
  public static String attempt(Attempt attempt) {
    StringBuilder sentence = new StringBuilder(tier(attempt));
    Reason reason = attempt.reason();
    String sure = against(attempt.confidence(), attempt.threshold());
    String how = sure.isEmpty() ? "" : " (" + sure + ")";
    if (attempt.label() != null) {
      sentence.append(verb(attempt.tierKind())).append(attempt.label()).append(how);
    } else if (asked(attempt)) {
      sentence.append(" gave no answer");
    } else {
      sentence.append(" was not asked");
    }
    if (attempt.latencyMicros() > 0) {
      sentence.append(" after ").append(latency(attempt.latencyMicros()));
    }
    if (reason == null) {
      sentence.append(attempt.tierKind() == TierKind.DEFAULT ? "" : "; this was taken");
    } else {
      sentence
          .append(attempt.label() == null ? ", " : "; this was not taken, ")
          .append(because(reason, attempt.detail()));
    }
    sentence.append('.');
    if (!attempt.members().isEmpty()) {
      sentence
          .append(" Of its models ")
          .append(attempt.members().stream().map(Words::member).collect(Collectors.joining("; ")))
          .append('.');
    }
    if (!attempt.opinions().isEmpty()) {
      sentence
          .append(" Asked were ")
          .append(attempt.opinions().stream().map(Words::opinion).collect(Collectors.joining("; ")))
          .append('.');
    }
    if (!attempt.sources().isEmpty()) {
      sentence
          .append(" It has read ")
          .append(
              new TreeMap<>(attempt.sources())
                  .entrySet().stream()
                      .map(source -> source.getKey() + " from " + source.getValue())
                      .collect(Collectors.joining(", ")))
          .append('.');
    }
    return sentence.toString();
  }

  /** Whether the tier was asked at all, not passed by. */
  static boolean asked(Attempt attempt) {
    return attempt.label() != null
        || attempt.latencyMicros() > 0
        || attempt.tierKind() == TierKind.HUMAN;
  }

  static String latency(long micros) {
    return micros < 1_000
        ? micros + " us"
        : String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }

  private static String verb(TierKind kind) {
    return switch (kind) {
      case DEFAULT -> " stands in with the declared answer ";
      case UNKNOWN -> " said ";
      case RULES, MODEL, ENSEMBLE, HUMAN -> " said ";
    };
  }
}
