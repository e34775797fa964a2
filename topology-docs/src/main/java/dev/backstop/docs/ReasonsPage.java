package dev.backstop.docs;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Reason;
import dev.backstop.telemetry.ReviewMeters;
import java.util.ArrayList;
import java.util.List;

/** The closed lists: why a tier did not answer, why a record was set aside, what was noted. */
final class ReasonsPage {

  private ReasonsPage() {}

  static Page page() {
    List<List<String>> reasons = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      reasons.add(
          Markdown.cells(
              Markdown.code(reason.name()),
              "… because " + reason.inWords() + ".",
              given(reason) ? "yes" : "reserved"));
    }
    List<List<String>> causes = new ArrayList<>();
    for (DeadLetter.Cause cause : DeadLetter.Cause.values()) {
      causes.add(Markdown.cells(Markdown.code(cause.name()), meaning(cause)));
    }
    List<List<String>> kinds = new ArrayList<>();
    for (AuditEvent.Kind kind : AuditEvent.Kind.values()) {
      kinds.add(Markdown.cells(Markdown.code(kind.name()), meaning(kind)));
    }
    List<List<String>> results = new ArrayList<>();
    for (ReviewMeters.VerdictResult result : ReviewMeters.VerdictResult.values()) {
      results.add(Markdown.cells(Markdown.code(result.name()), meaning(result)));
    }
    Markdown text =
        Markdown.titled("Reasons, causes and kinds")
            .section("Why a tier did not simply answer")
            .paragraph(
                "One list for code, records, headers and meter tags. It ends a sentence that begins"
                    + " with the tier: “primary did not answer, because …”. A reader puts `UNKNOWN`"
                    + " in the place of a reason that a later release adds. Reserved ones are not"
                    + " given by this release.")
            .table(List.of("reason", "in words", "given"), reasons)
            .section("Why a record became a dead letter")
            .paragraph(
                "A dead letter has the record's bytes, key, headers and place, so that it can be"
                    + " sent again once its cause is mended.")
            .table(List.of("cause", "meaning"), causes)
            .section("What the audit topic notes")
            .paragraph("Each changed no decision.")
            .table(List.of("kind", "meaning"), kinds)
            .section("What becomes of a verdict")
            .paragraph("The values of the tag `result` of the meter `backstop.verdicts`.")
            .table(List.of("result", "meaning"), results);
    return new Page(
        "reasons.md",
        "the closed lists: reasons, causes of dead letters, audit kinds",
        text.toString());
  }

  private static boolean given(Reason reason) {
    return switch (reason) {
      case LOW_CONFIDENCE,
          INVALID_INPUT,
          INVALID_OUTPUT,
          ERROR,
          TIMEOUT,
          OVERLOAD,
          BREAKER_OPEN,
          DRIFT_GUARD,
          POLICY_FORCED,
          BUDGET_EXHAUSTED,
          REVIEW_TIMEOUT,
          NOT_APPLICABLE ->
          true;
      case AUDIT_SAMPLE, DRILL, UNCERTIFIED, UNKNOWN -> false;
    };
  }

  private static String meaning(DeadLetter.Cause cause) {
    return switch (cause) {
      case EMPTY -> "The record has no value.";
      case UNDECODABLE -> "The value is not a record of the topic's type in the wire format.";
      case UNKNOWN_SCHEMA -> "The registry does not know the value's schema id.";
      case KEY_MISMATCH -> "The record has no key, or one that is not the request id in UTF-8.";
      case INVALID_RECORD -> "The record contradicts itself or its contract, such as an empty id.";
      case UNKNOWN_DOMAIN -> "No policy governs the request's domain, and there is none for any.";
      case UNKNOWN_POLICY ->
          "A case came from another instance, and no policy in force here governs it.";
      case OVERSIZED ->
          "The value is larger than `request.max.bytes`, or what was made of it is larger than"
              + " `record.max.bytes`.";
      case UNKNOWN_TASK -> "A verdict's task did not come within `review.patience`.";
      case REFUSED_VERDICT ->
          "A verdict names another task, repeats another digest, or has a label that the task does"
              + " not offer.";
      case PROCESSING_ERROR ->
          "A step failed on the record: a bug. The log has its class and place.";
      case REFUSED_DRILL ->
          "A request has the mark of a drill that does not hold here, or the id of a drill and no"
              + " mark.";
    };
  }

  private static String meaning(AuditEvent.Kind kind) {
    return switch (kind) {
      case DUPLICATE_REQUEST -> "A request id came again inside `duplicates.window`.";
      case DUPLICATE_TASK -> "A review task came for a request that has one.";
      case DUPLICATE_VERDICT ->
          "A verdict came for a review that a person had answered, or a second one of the same"
              + " reviewer where another must agree.";
      case VERDICT_HEARD ->
          "A verdict counts and closes no review yet, because several reviewers must agree.";
      case LATE_VERDICT -> "A verdict came after the review's time had run out.";
      case REFUSED_VERDICT -> "A verdict was refused; it is in the dead letters too.";
      case POLICY_ACTIVATED -> "An instance works by another version of a policy from now on.";
      case POLICY_REFUSED ->
          "An instance cannot work by a version that was activated; the one before stays in force.";
      case CONTROL_SET -> "An operator has set or cleared a switch, and an instance works by it.";
      case CONTROL_REFUSED ->
          "An instance does not work by what came on the controls topic; what was set before"
              + " stays.";
      case CONTROL_EXPIRED -> "A switch has come to its end; the policy applies again.";
      case CANDIDATE_VERDICT -> "The evidence about a candidate model has come to a verdict.";
      case BREAKER_MOVED ->
          "The breaker of a model has opened, or has taken a step on its way back.";
      case RISK_CHANGED -> "More of a model's answers than are tolerable are wrong, or no longer.";
      case DRIFT_CHANGED ->
          "What a model is asked no longer looks like what it was made for, or does again.";
      case INCIDENT_OPENED -> "A domain is degraded from now on.";
      case PLAYBOOK_MOVED -> "A run of a playbook has begun, has been escalated, or has ended.";
      case INCIDENT_CLOSED -> "Nothing of what a domain's policy means to have is away any more.";
      case DRILL_RAN -> "A drill was run; the details have what was found.";
    };
  }

  private static String meaning(ReviewMeters.VerdictResult result) {
    return switch (result) {
      case ACCEPTED -> "It closed its review.";
      case HEARD -> "It counts, and another reviewer must give the same; the review stays open.";
      case LATE -> "The review's time had run out; what the policy declared stands.";
      case DUPLICATE -> "The review was answered before, or this reviewer has answered it.";
      case REFUSED -> "It cannot be meant for the task; the review stays open.";
      case EARLY -> "Its task has not come yet; it waits for `review.patience`.";
      case REROUTED -> "No task is known on its partition; it was written again by its key.";
      case UNMATCHED -> "It waited, and no task came: it became a dead letter.";
    };
  }
}
