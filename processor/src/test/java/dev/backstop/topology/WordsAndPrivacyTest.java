package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the person concerned is told, and what a reviewer may see of them. */
class WordsAndPrivacyTest {

  private static final String LANGUAGES =
      """
      language: en
      notices:
        PROVISIONAL: {en: It is provisional., de: Es ist vorläufig.}
        DEGRADED: It is a fixed rule.
      """;

  @Test
  void shouldTellThePersonInTheirLanguageWhereThereIsASentence() {
    try (TopologyHarness harness =
        new TopologyHarness(
            policy -> policy.substring(0, policy.indexOf("notices:")) + LANGUAGES)) {
      harness.send(request(harness, "swiss", "de-CH"));
      harness.send(request(harness, "french", "fr"));
      harness.send(request(harness, "silent", null));

      assertThat(harness.decisions())
          .extracting(decision -> decision.getNotice().getText())
          .containsExactly("Es ist vorläufig.", "It is provisional.", "It is provisional.");
      assertThat(harness.decisions().get(0).getNotice().getKey()).isEqualTo("PROVISIONAL");
    }
  }

  @Test
  void shouldShowAReviewerNothingThatIsMorePrivateThanTheTierMaySee() {
    String features =
        """
        features:
          secret: {type: TEXT, privacy: PERSONAL}
          shown: {type: NUMBER, privacy: INTERNAL}
        """;
    try (TopologyHarness harness =
        new TopologyHarness(
            policy -> policy.replace("hidden: [secret]", "sees: INTERNAL") + features)) {
      harness.send(harness.request("r", 0.1, 0.1));

      assertThat(harness.tasks().get(0).getFeatures())
          .containsEntry("shown", 7L)
          .doesNotContainKey("secret");
    }
  }

  @Test
  void shouldShowAReviewerNothingThatMayNotBeKeptAsLongAsTheReviewMayTake() {
    String features =
        """
        features:
          secret: {type: TEXT, retention: 29m}
          shown: {type: NUMBER, retention: 30m}
        """;
    try (TopologyHarness harness =
        new TopologyHarness(policy -> policy.replace(", hidden: [secret]", "") + features)) {
      harness.send(harness.request("r", 0.1, 0.1));

      assertThat(harness.tasks().get(0).getFeatures())
          .containsEntry("shown", 7L)
          .doesNotContainKey("secret");
    }
  }

  private static PredictionRequest request(TopologyHarness harness, String id, String language) {
    PredictionRequest request = harness.request(id, 0.5, 0.5);
    request.setOnReview(OnReview.PROVISIONAL);
    request.setTags(language == null ? Map.of() : Map.of("language", language));
    return request;
  }
}
