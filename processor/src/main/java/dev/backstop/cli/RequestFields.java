package dev.backstop.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstop.domain.Features;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Request;
import dev.backstop.yaml.Problems;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request from a JSON object; the fields are those of the contract. A whole number
 * becomes a long and a number with a fraction a double: write 5.0 for a double.
 */
final class RequestFields {

  private static final Set<String> KNOWN =
      Set.of(
          "requestId",
          "domain",
          "subject",
          "features",
          "riskHint",
          "requestedAt",
          "deadline",
          "onReview",
          "allowFallback",
          "consents",
          "featureSetVersion",
          "tags",
          "featureTimes");

  /**
   * What the command line adds.
   *
   * @param domain for requests that name none
   * @param features as given on the command line; they replace those of the same name
   * @param ids makes ids for requests without one
   */
  record Defaults(
      @Nullable String domain, Map<String, String> features, Instant now, Supplier<String> ids) {}

  private final String place;
  private final ObjectNode object;
  private final Problems problems;

  private RequestFields(String place, ObjectNode object, Problems problems) {
    this.place = place;
    this.object = object;
    this.problems = problems;
  }

  /** The request, or empty if there are problems. */
  static Optional<Request> read(
      String place, ObjectNode object, Defaults defaults, Problems problems) {
    Problems own = new Problems();
    Request request = new RequestFields(place, object, own).request(defaults);
    own.all().forEach(problems::add);
    return own.isEmpty() ? Optional.of(request) : Optional.empty();
  }

  private Request request(Defaults defaults) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!KNOWN.contains(field.getKey())) {
        problem("unknown field '" + field.getKey() + "'");
      }
    }
    String id = text("requestId");
    String domain = text("domain");
    Instant requestedAt = time("requestedAt");
    if (domain == null && defaults.domain() == null && !object.has("domain")) {
      problem("domain is missing: name it here or by --domain");
    }
    return new Request(
        id != null ? id : defaults.ids().get(),
        domain != null ? domain : String.valueOf(defaults.domain()),
        text("subject"),
        features(defaults.features()),
        text("riskHint"),
        requestedAt != null ? requestedAt : defaults.now(),
        time("deadline"),
        onReview(),
        allowFallback(),
        consents(),
        text("featureSetVersion"),
        tags(),
        featureTimes());
  }

  private Features features(Map<String, String> given) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : members("features")) {
      values.put(entry.getKey(), value("features." + entry.getKey(), entry.getValue()));
    }
    given.forEach((name, text) -> values.put(name, value("--feature " + name, json(text))));
    return new Features(Collections.unmodifiableMap(values));
  }

  /** What reads as JSON is that; anything else is text. */
  private static JsonNode json(String text) {
    try {
      JsonNode node = Json.MAPPER.readTree(text);
      return node.isMissingNode() ? JsonNodeFactory.instance.textNode(text) : node;
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  private @Nullable Object value(String name, JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isIntegralNumber()) {
      if (!node.canConvertToLong()) {
        problem(name + " is a whole number beyond 64 bits; write it with a fraction, such as 1.0");
      }
      return node.longValue();
    }
    if (node.isNumber()) {
      return number(name, node);
    }
    if (node.isArray()) {
      List<Double> numbers = new ArrayList<>();
      for (int i = 0; i < node.size(); i++) {
        numbers.add(number(name + '[' + i + ']', node.get(i)));
      }
      return List.copyOf(numbers);
    }
    return wrong(name, "null, true, false, a number, a text or a list of numbers", "");
  }

  private double number(String name, JsonNode node) {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      return wrong(name, "a finite number", 0.0);
    }
    return node.doubleValue();
  }

  private @Nullable String text(String field) {
    JsonNode node = object.get(field);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isTextual() || node.textValue().isBlank()) {
      return wrong(field, "a text that is not empty", "");
    }
    return node.textValue();
  }

  private @Nullable Instant time(String field) {
    String text = text(field);
    return text == null || text.isEmpty() ? null : instant(field, text);
  }

  private Instant instant(String name, @Nullable String text) {
    try {
      return Instant.parse(text == null ? "" : text);
    } catch (DateTimeParseException e) {
      return wrong(name, "a time such as 2026-01-31T08:30:00Z", Instant.EPOCH);
    }
  }

  private @Nullable OnReview onReview() {
    String text = text("onReview");
    if (text == null || text.isEmpty()) {
      return null;
    }
    return Arrays.stream(OnReview.values())
        .filter(known -> known.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseGet(() -> wrong("onReview", "WAIT, PROVISIONAL or REJECT", OnReview.WAIT));
  }

  private boolean allowFallback() {
    JsonNode node = object.get("allowFallback");
    if (node == null) {
      return true;
    }
    return node.isBoolean() ? node.booleanValue() : wrong("allowFallback", "true or false", true);
  }

  private List<String> consents() {
    JsonNode node = object.get("consents");
    List<String> consents = new ArrayList<>();
    if (node != null && !node.isArray()) {
      return wrong("consents", "a list of texts", consents);
    }
    for (int i = 0; node != null && i < node.size(); i++) {
      JsonNode one = node.get(i);
      consents.add(one.isTextual() ? one.textValue() : wrong("consents[" + i + ']', "a text", ""));
    }
    return List.copyOf(consents);
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tag : members("tags")) {
      JsonNode value = tag.getValue();
      tags.put(
          tag.getKey(),
          value.isTextual() ? value.textValue() : wrong("tags." + tag.getKey(), "a text", ""));
    }
    return Collections.unmodifiableMap(tags);
  }

  private Map<String, Instant> featureTimes() {
    Map<String, Instant> times = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> time : members("featureTimes")) {
      times.put(
          time.getKey(), instant("featureTimes." + time.getKey(), time.getValue().textValue()));
    }
    return Collections.unmodifiableMap(times);
  }

  private Set<Map.Entry<String, JsonNode>> members(String field) {
    JsonNode node = object.get(field);
    if (node == null) {
      return Set.of();
    }
    return node.isObject() ? node.properties() : wrong(field, "an object", Set.of());
  }

  private <T> T wrong(String name, String expected, T standIn) {
    problem(name + " must be " + expected);
    return standIn;
  }

  private void problem(String problem) {
    problems.add(place + ": " + problem);
  }
}
