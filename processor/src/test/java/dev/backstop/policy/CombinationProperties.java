package dev.backstop.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.Score;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What holds of every combination, whatever the members say. */
class CombinationProperties {

  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final int MEMBERS = 3;

  @Property
  void shouldAnswerWithTheSurestLabelAndScoresThatAddUp(
      @ForAll("combinations") Combination combination,
      @ForAll("answers") List<@Nullable Score> answers) {
    // When
    Score combined = combination.of(answers);
    // Then
    assertThat(combined.confidence()).isEqualTo(combined.scores().get(combined.label()));
    assertThat(combined.scores().values())
        .allMatch(score -> score >= 0 && score <= combined.confidence());
    assertThat(combined.scores().values().stream().mapToDouble(Double::doubleValue).sum())
        .isEqualTo(1, within(1e-9));
  }

  /** Scores come from a model, from a record that was read, or from a file: in any kind of map. */
  @Property
  void shouldNotDependOnHowScoresAreStored(
      @ForAll("combinations") Combination combination,
      @ForAll("answers") List<@Nullable Score> answers) {
    // Given
    List<@Nullable Score> stored = new ArrayList<>();
    for (Score answer : answers) {
      Map<String, Double> other = new HashMap<>(64);
      if (answer != null) {
        new TreeMap<>(answer.scores()).descendingMap().forEach(other::put);
      }
      stored.add(
          answer == null
              ? null
              : new Score(answer.label(), other, answer.rawConfidence(), answer.confidence()));
    }
    // Then: to the last bit
    assertThat(combination.of(stored)).isEqualTo(combination.of(answers));
  }

  @Property
  void shouldKeepWhatAllMembersSay(
      @ForAll("weights") List<Double> weights, @ForAll("score") Score answer) {
    // Given
    List<@Nullable Score> same = new ArrayList<>();
    weights.forEach(weight -> same.add(answer));
    // When
    Score mean = new Combination.WeightedMean(weights).of(same);
    Score majority = new Combination.Majority(weights).of(same);
    // Then
    answer
        .scores()
        .forEach(
            (label, score) -> assertThat(mean.scores().get(label)).isEqualTo(score, within(1e-9)));
    assertThat(majority.label()).isEqualTo(answer.label());
    assertThat(majority.confidence()).isEqualTo(1, within(1e-9));
  }

  @Property
  void shouldNotExceedTheBoundOfAStack(
      @ForAll("stacks") Combination.Stacking stacking,
      @ForAll("answers") List<@Nullable Score> answers) {
    assertThat(stacking.of(answers).confidence()).isLessThanOrEqualTo(stacking.highest() + 1e-12);
  }

  @Property
  void shouldNotBeSwayedByTheScaleOfWeights(
      @ForAll("weights") List<Double> weights, @ForAll("answers") List<@Nullable Score> answers) {
    // Given
    List<Double> doubled = weights.stream().map(weight -> weight * 2).toList();
    // Then: a factor of two changes no digit
    assertThat(new Combination.WeightedMean(doubled).of(answers))
        .isEqualTo(new Combination.WeightedMean(weights).of(answers));
    assertThat(new Combination.Majority(doubled).of(answers))
        .isEqualTo(new Combination.Majority(weights).of(answers));
  }

  @Provide
  Arbitrary<Combination> combinations() {
    return Arbitraries.oneOf(
        weights().map(Combination.WeightedMean::new),
        weights().map(Combination.Majority::new),
        stacks());
  }

  @Provide
  Arbitrary<Combination.Stacking> stacks() {
    return Arbitraries.doubles()
        .between(-6, 6)
        .list()
        .ofSize(LABELS.size() * (MEMBERS + 1))
        .map(
            numbers -> {
              List<Map<String, Double>> members = new ArrayList<>();
              for (int i = 0; i <= MEMBERS; i++) {
                Map<String, Double> member = new LinkedHashMap<>();
                for (int j = 0; j < LABELS.size(); j++) {
                  member.put(LABELS.get(j), numbers.get(i * LABELS.size() + j));
                }
                members.add(member);
              }
              return new Combination.Stacking(members.get(0), members.subList(1, MEMBERS + 1));
            });
  }

  @Provide
  Arbitrary<List<Double>> weights() {
    return Arbitraries.doubles().between(.01, 100).list().ofSize(MEMBERS);
  }

  /** At least one member has answered. */
  @Provide
  Arbitrary<List<@Nullable Score>> answers() {
    return score()
        .injectNull(.3)
        .list()
        .ofSize(MEMBERS)
        .filter(answers -> answers.stream().anyMatch(answer -> answer != null));
  }

  @Provide
  Arbitrary<Score> score() {
    return Arbitraries.doubles()
        .between(.01, 1)
        .list()
        .ofSize(LABELS.size())
        .map(
            parts -> {
              double sum = parts.stream().mapToDouble(Double::doubleValue).sum();
              Map<String, Double> scores = new LinkedHashMap<>();
              String label = LABELS.get(0);
              for (int i = 0; i < LABELS.size(); i++) {
                scores.put(LABELS.get(i), parts.get(i) / sum);
                label = parts.get(i) > parts.get(LABELS.indexOf(label)) ? LABELS.get(i) : label;
              }
              double most = scores.get(label);
              return new Score(label, scores, most, most);
            });
  }
}
