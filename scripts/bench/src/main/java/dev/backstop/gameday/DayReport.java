package dev.backstop.gameday;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a game day has shown, as JSON. */
final class DayReport {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DayReport() {}

  /**
   * The report.
   *
   * @param when and where, in a sentence
   * @param seconds that the day took
   */
  static String of(GameDay.Outcome outcome, String when, double seconds) {
    ObjectNode report = MAPPER.createObjectNode();
    report.put("when", when);
    report.put("passed", outcome.passed());
    report.put("requests", outcome.requests());
    report.put("lost", outcome.lost());
    report.put("seconds", Math.round(seconds));
    ArrayNode trouble = report.putArray("trouble");
    outcome.trouble().forEach(trouble::add);
    ArrayNode exercises = report.putArray("exercises");
    outcome.exercises().forEach(one -> exercise(exercises.addObject(), one));
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  private static void exercise(ObjectNode told, Exercise one) {
    told.put("name", one.name());
    told.put("passed", one.passed());
    told.put("sent", one.sent());
    told.put("lost", one.lost());
    told.put("detectedMillis", one.detectedMillis());
    told.put("recoveredMillis", one.recoveredMillis());
    told.set("decisions", MAPPER.valueToTree(one.byTier()));
    told.set("figures", MAPPER.valueToTree(one.figures()));
    ArrayNode checks = told.putArray("checks");
    for (Exercise.Check check : one.checks()) {
      checks
          .addObject()
          .put("name", check.name())
          .put("held", check.held())
          .put("told", check.told());
    }
  }
}
