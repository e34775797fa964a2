package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Verdict;
import dev.backstop.policy.Playbook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the topics hold about one request id, as it was found. An id that was used again after
 * its duplicate window has several requests; {@code source} tells them apart.
 *
 * @param controls by id, the operators' controls that had a hand in it
 */
public record Trail(
    String requestId,
    List<Located<Request>> requests,
    List<Located<Escalated>> escalations,
    List<Located<ReviewTask>> tasks,
    List<Located<Verdict>> verdicts,
    List<Located<Decision>> decisions,
    List<Located<LabelledExample>> labels,
    List<Located<Refused>> refusals,
    List<Located<Noted>> notes,
    List<Located<String>> unread,
    Map<String, Wanted> controls) {

  /**
   * A record and its place.
   *
   * @param written the record's timestamp
   */
  public record Located<T>(SourcePosition place, Instant written, T value) {}

  /** The request on its way to a later model tier. */
  public record Escalated(
      SourcePosition source, List<Attempt> attempts, String nextTier, Instant at) {}

  /** A dead letter, without the refused record's contents. */
  public record Refused(
      String cause,
      String description,
      SourcePosition source,
      @Nullable String errorClass,
      String node,
      Instant at) {}

  /** An audit event. */
  public record Noted(
      String kind,
      @Nullable String actor,
      String description,
      Map<String, String> details,
      @Nullable SourcePosition source,
      Instant at) {}

  /** What an operator wanted, by whom, and why. */
  public record Wanted(String inWords, String who, String why) {}

  /** The attempt, with why an operator had a hand in it where that is known. */
  Attempt told(Attempt attempt) {
    String control = attempt.control();
    if (control == null) {
      return attempt;
    }
    Wanted wanted = controls.get(control);
    String detail = attempt.detail() == null ? "" : attempt.detail() + "; ";
    return attempt.inWords(
        wanted == null
            ? detail + "control " + control + ", of which the topics know no more"
            : (wanted.who().startsWith(Playbook.ACTOR) ? "" : "operator ")
                + wanted.who()
                + " set that "
                + wanted.inWords()
                + ", because: "
                + wanted.why()
                + "; control "
                + control);
  }

  /** The ids of the controls that had a hand in it. */
  public Set<String> controlIds() {
    return Stream.of(
            decisions.stream().map(found -> found.value().attempts()),
            tasks.stream().map(found -> found.value().attempts()),
            escalations.stream().map(found -> found.value().attempts()))
        .flatMap(attempts -> attempts)
        .flatMap(List::stream)
        .map(Attempt::control)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** A trail to be filled. */
  public static Trail empty(String requestId) {
    return new Trail(
        requestId,
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new HashMap<>());
  }

  public boolean isEmpty() {
    return requests.isEmpty()
        && escalations.isEmpty()
        && tasks.isEmpty()
        && verdicts.isEmpty()
        && decisions.isEmpty()
        && labels.isEmpty()
        && refusals.isEmpty()
        && notes.isEmpty()
        && unread.isEmpty();
  }
}
