package dev.backstop.config;

import dev.backstop.decision.Case;
import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An example that a policy must get right: a request and what the models say of it, and what then
 * must come of it.
 *
 * @param answers of the tiers' models, by the tier and the model; one tier's only model may go
 *     unnamed
 * @param expected what must come, by what it is: {@code path}, {@code tier}, {@code label}, {@code
 *     status}, {@code degraded}, {@code reason}, {@code segment}
 */
public record PolicyCase(
    String name,
    Request request,
    Map<String, Map<String, Rehearsal.Answer>> answers,
    Map<String, String> expected) {

  private static final String UNNAMED = "";
  private static final Instant NOW = Instant.EPOCH;
  private static final List<String> EXPECTABLE =
      List.of("path", "tier", "label", "status", "degraded", "reason", "segment");

  /**
   * Reads a file of cases; all problems are told at once.
   *
   * @param source names the document in messages
   */
  public static List<PolicyCase> parse(String source, String text, Problems problems) {
    List<PolicyCase> cases = new ArrayList<>();
    try (YamlMap document = YamlMap.parse(source, text, problems)) {
      if (!document.has("cases")) {
        document.problem("cases", "is missing: there is nothing to check");
      }
      for (YamlMap entry : document.maps("cases")) {
        try (entry) {
          cases.add(read(entry));
        }
      }
    }
    return cases;
  }

  /**
   * What the policy makes of the case and should not; empty if it gets it right. A case says what
   * the ladder's models answer, so no candidate is tried on it.
   */
  public List<String> failures(Policy policy) {
    Rehearsal.End end =
        Rehearsal.climb(
            Case.opened(request, new SourcePosition("cases", 0, 0), policy.withoutCandidates()),
            this::answer,
            NOW);
    if (end instanceof Rehearsal.Unknown unknown) {
      return List.of(
          "tier '"
              + unknown.tier().name()
              + "' is asked, and 'models' does not say what "
              + (unknown.tier() instanceof Tier.Ensemble
                  ? "its member '" + unknown.model() + "'"
                  : "it")
              + " answers (path so far: "
              + (end.attempts().isEmpty() ? "none" : end.path())
              + ")");
    }
    Map<String, String> found = found(end);
    List<String> failures = new ArrayList<>();
    expected.forEach(
        (what, value) -> {
          String is = found.getOrDefault(what, "none");
          if (!is.equals(value)) {
            failures.add(what + " should be " + value + " and is " + is);
          }
        });
    return failures;
  }

  private Rehearsal.@Nullable Answer answer(Tier.Asking tier, String model) {
    Map<String, Rehearsal.Answer> said = answers.getOrDefault(tier.name(), Map.of());
    return tier instanceof Tier.Ensemble ? said.get(model) : said.get(UNNAMED);
  }

  private static Map<String, String> found(Rehearsal.End end) {
    Map<String, String> found = new LinkedHashMap<>();
    if (end instanceof Rehearsal.Decided decided) {
      Decision decision = decided.decision();
      found.put("path", end.path());
      found.put("tier", decision.tier());
      found.put("status", decision.status().name());
      found.put("degraded", Boolean.toString(decision.degraded()));
      put(found, "label", decision.label());
      put(found, "reason", decision.reason() == null ? null : decision.reason().name());
      put(found, "segment", decision.segment());
    } else if (end instanceof Rehearsal.Asked asked) {
      String before = end.attempts().isEmpty() ? "" : end.path() + '>';
      found.put("path", before + asked.tier().name() + ":ASKED");
      found.put("tier", asked.tier().name());
      found.put("status", "REVIEW");
      Reason reason = asked.on().reason();
      put(found, "reason", reason == null ? null : reason.name());
      put(found, "segment", asked.on().policy().applies().segment());
    }
    return found;
  }

  private static void put(Map<String, String> found, String what, @Nullable String value) {
    if (value != null) {
      found.put(what, value);
    }
  }

  private static PolicyCase read(YamlMap entry) {
    String name = entry.string("case");
    Request request =
        new Request(
            name,
            "case",
            null,
            new Features(entry.free("features")),
            entry.optionalString("riskHint").orElse(null),
            NOW,
            entry.optionalDuration("deadline").map(NOW::plus).orElse(null),
            entry.optionalConstant("onReview", OnReview.class).orElse(null),
            entry.bool("allowFallback", true),
            List.of(),
            null,
            Map.of(),
            times(entry));
    Map<String, Map<String, Rehearsal.Answer>> answers = new LinkedHashMap<>();
    YamlMap models = entry.map("models");
    for (String tier : models.keySet()) {
      try (YamlMap answer = models.map(tier)) {
        answers.put(
            tier, answer.has("members") ? members(answer) : Map.of(UNNAMED, answer(answer)));
      }
    }
    Map<String, String> expected = new LinkedHashMap<>();
    try (YamlMap expect = entry.map("expect")) {
      for (String what : EXPECTABLE) {
        expect.optionalString(what).ifPresent(value -> expected.put(what, value));
      }
    }
    if (expected.isEmpty()) {
      entry.problem("expect", "must say what should come of it: " + String.join(", ", EXPECTABLE));
    }
    return new PolicyCase(name, request, answers, expected);
  }

  /** When the features were observed of which the case says how old they are. */
  private static Map<String, Instant> times(YamlMap entry) {
    Map<String, Instant> times = new LinkedHashMap<>();
    try (YamlMap ages = entry.map("featureAges")) {
      for (String feature : ages.keySet()) {
        ages.optionalDuration(feature).ifPresent(age -> times.put(feature, NOW.minus(age)));
      }
    }
    return times;
  }

  private static Rehearsal.Answer answer(YamlMap entry) {
    Optional<Reason> reason = entry.optionalConstant("reason", Reason.class);
    long micros = entry.optionalDuration("latency").map(span -> span.toNanos() / 1_000).orElse(0L);
    if (reason.isPresent()) {
      return new Rehearsal.Answer(
          null, new Outcome.Failed(reason.get(), "as the case has it"), micros);
    }
    if (entry.has("scores")) {
      return new Rehearsal.Answer(null, new Outcome.Scored(scores(entry)), micros);
    }
    String label = entry.string("label");
    double confidence = entry.number("confidence");
    return new Rehearsal.Answer(
        null,
        new Outcome.Scored(new Score(label, Map.of(label, confidence), confidence, confidence)),
        micros);
  }

  private static Map<String, Rehearsal.Answer> members(YamlMap entry) {
    Map<String, Rehearsal.Answer> answers = new LinkedHashMap<>();
    YamlMap members = entry.map("members");
    for (String model : members.keySet()) {
      try (YamlMap answer = members.map(model)) {
        answers.put(model, answer(answer));
      }
    }
    return answers;
  }

  /** All scores of a model; its answer is the largest. */
  private static Score scores(YamlMap entry) {
    YamlMap given = entry.map("scores");
    Map<String, Double> scores = new LinkedHashMap<>();
    given.keySet().forEach(label -> scores.put(label, given.number(label)));
    return scores.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> new Score(most.getKey(), scores, most.getValue(), most.getValue()))
        .orElseGet(() -> new Score("", Map.of(), 0, 0));
  }
}
