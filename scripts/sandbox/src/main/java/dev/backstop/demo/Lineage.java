package dev.backstop.demo;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.ModelRef;
import dev.backstop.v1.PolicyRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether every decision's headers agree with the decision, and both with the files on disk. */
final class Lineage {
  private static final String SCHEMA = "dev.backstop.v1.Decision";

  /** Headers whose value is not a function of the decision. */
  private static final List<String> PRESENT = List.of("ce_source", "ce_time");

  private final Evidence evidence;
  private final Digests digests;
  private final Map<String, Sent> questions;

  Lineage(Evidence evidence, Digests digests) {
    this.evidence = evidence;
    this.digests = digests;
    this.questions = evidence.questions();
  }

  List<String> flaws() {
    List<String> flaws = new ArrayList<>();
    for (Answer answer : evidence.answers()) {
      headers(answer, flaws);
      digests(answer.decision(), flaws);
    }
    return flaws;
  }

  private void headers(Answer answer, List<String> flaws) {
    String id = answer.decision().getDecisionId();
    expected(answer.decision())
        .forEach(
            (name, wanted) -> {
              List<String> found = answer.headers().getOrDefault(name, List.of());
              if (!found.equals(wanted.map(List::of).orElse(List.of()))) {
                flaws.add(id + " has " + name + " " + found + " where it should be " + wanted);
              }
            });
    for (String name : PRESENT) {
      if (answer.headers().getOrDefault(name, List.of()).size() != 1) {
        flaws.add(id + " has not exactly one " + name);
      }
    }
  }

  /** The headers a decision must have; an empty value is one that must be absent. */
  private Map<String, Optional<String>> expected(Decision decision) {
    Sent sent = questions.get(decision.getRequestId());
    Map<String, Optional<String>> headers = new LinkedHashMap<>();
    headers.put("backstop-schema", Optional.of(SCHEMA));
    headers.put("backstop-request-id", Optional.of(decision.getRequestId()));
    headers.put("backstop-status", Optional.of(decision.getStatus().name()));
    headers.put("backstop-tier", Optional.of(decision.getTier()));
    headers.put("backstop-tier-path", Optional.of(tierPath(decision.getAttempts())));
    headers.put("backstop-reason", Optional.ofNullable(decision.getReason()).map(Enum::name));
    headers.put("backstop-degraded", Optional.of(Boolean.toString(decision.getDegraded())));
    headers.put(
        "backstop-degradation-level",
        Optional.ofNullable(decision.getDegradationLevel()).map(Enum::name));
    headers.put("backstop-model", lastModel(decision.getAttempts()));
    headers.put("backstop-policy", Optional.of(text(decision.getPolicy())));
    headers.put(
        "backstop-source",
        Optional.of(sent == null ? "a request that was sent" : sent.position().toString()));
    headers.put("ce_specversion", Optional.of("1.0"));
    headers.put("ce_id", Optional.of(decision.getDecisionId()));
    headers.put("ce_type", Optional.of(SCHEMA));
    headers.put("ce_subject", Optional.of(decision.getRequestId()));
    headers.put("traceparent", Optional.ofNullable(sent).map(Sent::traceparent));
    return headers;
  }

  private void digests(Decision decision, List<String> flaws) {
    String id = decision.getDecisionId();
    if (decision.getAttempts().isEmpty()) {
      flaws.add(id + " names no attempt");
    }
    PolicyRef policy = decision.getPolicy();
    differs(
        flaws,
        id,
        "policy " + policy.getName(),
        digests.policies().get(policy.getName()),
        policy.getSha256());
    for (Attempt attempt : decision.getAttempts()) {
      ModelRef model = attempt.getModel();
      if (model != null) {
        differs(
            flaws,
            id,
            "model " + model.getName(),
            digests.models().get(model.getName()),
            model.getSha256());
      }
    }
  }

  private static void differs(
      List<String> flaws, String id, String what, @Nullable String onDisk, String named) {
    if (!named.equals(onDisk)) {
      flaws.add(id + " names " + what + " with digest " + named + "; on disk it is " + onDisk);
    }
  }

  private static String tierPath(List<Attempt> attempts) {
    return attempts.stream()
        .map(
            attempt ->
                attempt.getTier()
                    + ':'
                    + (attempt.getReason() == null ? "OK" : attempt.getReason().name()))
        .collect(Collectors.joining(">"));
  }

  private static Optional<String> lastModel(List<Attempt> attempts) {
    Optional<String> last = Optional.empty();
    for (Attempt attempt : attempts) {
      ModelRef model = attempt.getModel();
      if (model != null) {
        last = Optional.of(reference(model.getName(), model.getVersion(), model.getSha256()));
      }
    }
    return last;
  }

  private static String text(PolicyRef policy) {
    return reference(policy.getName(), policy.getVersion(), policy.getSha256());
  }

  private static String reference(String name, String version, String sha256) {
    return name + '@' + version + '#' + sha256.substring(0, Math.min(8, sha256.length()));
  }
}
