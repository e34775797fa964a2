package dev.backstop.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.Score;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Known answers, worked out by hand. */
class CombinationTest {

  private static final Score YES_9 = yes(.9);
  private static final Score YES_3 = yes(.3);
  private static final Score YES_6 = yes(.6);

  @Test
  void shouldWeighTheMean() {
    // When: (3 · .9 + 1 · .3) / 4
    Score mean = new Combination.WeightedMean(List.of(3.0, 1.0)).of(List.of(YES_9, YES_3));
    // Then
    assertThat(mean.label()).isEqualTo("yes");
    assertThat(mean.confidence()).isEqualTo(.75, within(1e-12));
    assertThat(mean.rawConfidence()).isEqualTo(mean.confidence());
    assertThat(mean.scores().get("no")).isEqualTo(.25, within(1e-12));
  }

  @Test
  void shouldLeaveTheWeightOfASilentMemberOut() {
    // When
    Score mean = new Combination.WeightedMean(List.of(3.0, 1.0, 1.0)).of(silentFirst(YES_3, YES_9));
    // Then
    assertThat(mean.confidence()).isEqualTo(.6, within(1e-12));
  }

  @Test
  void shouldCountAScoreThatAMemberDoesNotGiveAsNone() {
    // Given
    Score other = new Score("maybe", Map.of("maybe", 1.0), 1, 1);
    // When
    Score mean = new Combination.WeightedMean(List.of(1.0, 1.0)).of(List.of(YES_9, other));
    // Then
    assertThat(mean.label()).isEqualTo("maybe");
    assertThat(mean.confidence()).isEqualTo(.5);
    assertThat(mean.scores().get("yes")).isEqualTo(.45, within(1e-12));
  }

  @Test
  void shouldCountVotes() {
    // When
    Score majority =
        new Combination.Majority(List.of(1.0, 1.0, 1.0)).of(List.of(YES_9, YES_3, YES_6));
    // Then
    assertThat(majority.label()).isEqualTo("yes");
    assertThat(majority.confidence()).isEqualTo(2.0 / 3);
    assertThat(majority.scores()).containsOnlyKeys("yes", "no");
  }

  @Test
  void shouldLetAVoteWeighMore() {
    // When
    Score majority =
        new Combination.Majority(List.of(1.0, 3.0, 1.0)).of(List.of(YES_9, YES_3, YES_6));
    // Then
    assertThat(majority.label()).isEqualTo("no");
    assertThat(majority.confidence()).isEqualTo(.6);
  }

  @Test
  void shouldTakeTheFirstInTheAlphabetOfLabelsThatAreEquallySure() {
    // When
    Score majority = new Combination.Majority(List.of(1.0, 1.0)).of(List.of(YES_9, YES_3));
    // Then
    assertThat(majority.label()).isEqualTo("no");
    assertThat(majority.confidence()).isEqualTo(.5);
  }

  @Test
  void shouldStackTwoLabelsAsALogisticRegressionDoes() {
    // Given
    Combination stacking =
        new Combination.Stacking(
            Map.of("no", 0.0, "yes", -1.0),
            List.of(Map.of("no", 0.0, "yes", 2.0), Map.of("no", 0.0, "yes", 3.0)));
    // When
    Score stacked = stacking.of(List.of(YES_9, YES_3));
    // Then: 1 / (1 + exp(-(-1 + 2 · .9 + 3 · .3)))
    assertThat(stacked.label()).isEqualTo("yes");
    assertThat(stacked.confidence()).isEqualTo(0.845534734916465, within(1e-12));
  }

  @Test
  void shouldTakeASilentMemberOfAStackForOneWithoutAPreference() {
    // Given
    Combination stacking =
        new Combination.Stacking(
            Map.of("no", 0.0, "yes", -1.0),
            List.of(Map.of("no", 0.0, "yes", 2.0), Map.of("no", 0.0, "yes", 3.0)));
    // When: 1 / (1 + exp(-(-1 + 2 · .5 + 3 · .9)))
    Score stacked = stacking.of(silentFirst(YES_9));
    // Then
    assertThat(stacked.confidence()).isEqualTo(0.937026643943003, within(1e-12));
  }

  @Test
  void shouldKeepItsHeadWhereAnExponentialWouldOverflow() {
    // Given
    Combination stacking =
        new Combination.Stacking(
            Map.of("no", 0.0, "yes", 0.0), List.of(Map.of("no", -9e5, "yes", 9e5)));
    // When
    Score stacked = stacking.of(List.of(YES_9));
    // Then
    assertThat(stacked.confidence()).isEqualTo(1.0);
  }

  @Test
  void shouldKnowTheConfidenceThatAStackNeverExceeds() {
    // When: at most 1 / (1 + exp(-(.5 + .5)))
    double highest =
        new Combination.Stacking(
                Map.of("no", 0.0, "yes", 0.0), List.of(Map.of("no", -.5, "yes", .5)))
            .highest();
    // Then
    assertThat(highest).isEqualTo(0.731058578630005, within(1e-12));
  }

  private static List<@Nullable Score> silentFirst(Score... others) {
    List<@Nullable Score> scores = new java.util.ArrayList<>();
    scores.add(null);
    scores.addAll(Arrays.asList(others));
    return scores;
  }

  private static Score yes(double confidence) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("yes", confidence);
    scores.put("no", 1 - confidence);
    double most = Math.max(confidence, 1 - confidence);
    return new Score(confidence >= .5 ? "yes" : "no", scores, most, most);
  }
}
