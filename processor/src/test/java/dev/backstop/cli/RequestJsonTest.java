package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backstop.domain.OnReview;
import dev.backstop.domain.Request;
import dev.backstop.yaml.InvalidDocumentException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestJsonTest {

  private static final Instant NOW = Instant.parse("2026-01-31T08:30:00Z");

  @Test
  void shouldGiveEveryFeatureItsType() {
    // When
    Request request =
        one(
            """
            {"domain": "credit", "features": {"n": null, "b": true, "l": 5, "d": 5.0, "e": 1e3,
             "s": "x", "v": [1, 2.5]}}""");

    // Then
    Map<String, @Nullable Object> values = request.features().values();
    assertThat(values)
        .containsEntry("n", null)
        .containsEntry("b", true)
        .containsEntry("l", 5L)
        .containsEntry("d", 5.0)
        .containsEntry("e", 1000.0)
        .containsEntry("s", "x")
        .containsEntry("v", List.of(1.0, 2.5));
  }

  @Test
  void shouldFillInWhatIsLeftOut() {
    // When
    Request request = one("{\"domain\": \"credit\"}");

    // Then
    assertThat(request.requestId()).isEqualTo("generated");
    assertThat(request.requestedAt()).isEqualTo(NOW);
    assertThat(request.deadline()).isNull();
    assertThat(request.onReview()).isNull();
    assertThat(request.allowFallback()).isTrue();
  }

  @Test
  void shouldReadEveryField() {
    // When
    Request request =
        one(
            """
            {"requestId": "r-1", "domain": "credit", "subject": "p-9", "features": {},
             "riskHint": "high", "requestedAt": "2026-01-31T09:30:00+01:00",
             "deadline": "2026-01-31T08:31:00Z", "onReview": "provisional",
             "allowFallback": false, "consents": ["scoring"], "featureSetVersion": "3",
             "tags": {"channel": "web"},
             "featureTimes": {"Income": "2026-01-31T08:15:00Z"}}""");

    // Then
    assertThat(request.requestedAt()).isEqualTo(NOW);
    assertThat(request.deadline()).isEqualTo("2026-01-31T08:31:00Z");
    assertThat(request.onReview()).isEqualTo(OnReview.PROVISIONAL);
    assertThat(request.allowFallback()).isFalse();
    assertThat(request.consents()).containsExactly("scoring");
    assertThat(request.tags()).containsEntry("channel", "web");
    assertThat(request.featureTimes())
        .containsEntry("Income", Instant.parse("2026-01-31T08:15:00Z"));
  }

  @Test
  void shouldReadArraysAndLines() {
    // Given
    String array =
        "[{\"requestId\":\"a\",\"domain\":\"d\"},{\"requestId\":\"b\",\"domain\":\"d\"}]";
    String lines =
        "{\"requestId\":\"a\",\"domain\":\"d\"}\n\n{\"requestId\":\"b\",\"domain\":\"d\"}\n";

    // When
    List<List<Request>> read = List.of(parse(array), parse(lines));

    // Then
    assertThat(read)
        .allSatisfy(
            requests ->
                assertThat(requests).extracting(Request::requestId).containsExactly("a", "b"));
  }

  @Test
  void shouldTellEveryProblemWithItsLine() {
    // Given
    String bad =
        """
        [
          {"domain": "d", "features": {"a": {}, "b": [1, "x"], "c": 99999999999999999999}},
          {"requestId": "", "domain": "d", "colour": "red", "deadline": "tomorrow",
           "onReview": "LATER", "allowFallback": "yes", "consents": "all", "tags": {"t": 1}},
          {"features": []},
          17
        ]""";

    // When
    List<String> problems = problems(bad);

    // Then
    assertThat(problems)
        .containsExactly(
            "in.json:2: features.a must be null, true, false, a number, a text or a list of numbers",
            "in.json:2: features.b[1] must be a finite number",
            "in.json:2: features.c is a whole number beyond 64 bits; write it with a fraction, such as 1.0",
            "in.json:3: unknown field 'colour'",
            "in.json:3: requestId must be a text that is not empty",
            "in.json:3: deadline must be a time such as 2026-01-31T08:30:00Z",
            "in.json:3: onReview must be WAIT, PROVISIONAL or REJECT",
            "in.json:3: allowFallback must be true or false",
            "in.json:3: consents must be a list of texts",
            "in.json:3: tags.t must be a text",
            "in.json:5: domain is missing: name it here or by --domain",
            "in.json:5: features must be an object",
            "in.json:6: a request is a JSON object");
  }

  @Test
  void shouldGoOnAfterABrokenLine() {
    // Given
    String bad = "{\"domain\":\"d\"}\n{\"domain\" \"d\"}\n{\"domain\":\"d\",\"x\":1}\n";

    // When
    List<String> problems = problems(bad);

    // Then
    assertThat(problems)
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("in.json:2:").contains("not JSON"),
            problem -> assertThat(problem).isEqualTo("in.json:3: unknown field 'x'"));
  }

  @Test
  void shouldRefuseAnIdThatIsUsedTwice() {
    // When
    List<String> problems =
        problems("{\"requestId\":\"a\",\"domain\":\"d\"}\n{\"requestId\":\"a\",\"domain\":\"d\"}");

    // Then
    assertThat(problems).containsExactly("in.json:2: requestId is that of line 1 already");
  }

  @Test
  void shouldRefuseAFieldThatStandsTwiceAndAnEmptyFile() {
    // When
    List<List<String>> problems =
        List.of(problems("{\"domain\":\"a\",\"domain\":\"b\"}"), problems(" \n"));

    // Then
    assertThat(problems.get(0)).singleElement().asString().contains("Duplicate");
    assertThat(problems.get(1)).containsExactly("in.json holds no request");
  }

  @Test
  void shouldTakeShortcutsFromTheCommandLine() {
    // Given
    RequestFields.Defaults shortcuts =
        new RequestFields.Defaults(
            "credit",
            Map.of("age", "42", "rate", "5.0", "job", "fixed", "zip", "\"01\"", "none", "null"),
            NOW,
            () -> "generated");

    // When
    Request request = RequestJson.parse("in.json", "{}", shortcuts).get(0);

    // Then
    assertThat(request.domain()).isEqualTo("credit");
    assertThat(request.features().values())
        .containsEntry("age", 42L)
        .containsEntry("rate", 5.0)
        .containsEntry("job", "fixed")
        .containsEntry("zip", "01")
        .containsEntry("none", null);
  }

  private static Request one(String text) {
    return parse(text).get(0);
  }

  private static List<Request> parse(String text) {
    return RequestJson.parse(
        "in.json", text, new RequestFields.Defaults(null, Map.of(), NOW, () -> "generated"));
  }

  private static List<String> problems(String text) {
    return catchThrowableOfType(InvalidDocumentException.class, () -> parse(text)).problems();
  }
}
