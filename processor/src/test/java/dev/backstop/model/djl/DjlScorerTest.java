package dev.backstop.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.Scorer;
import dev.backstop.model.ScorerContract;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.pack.Packages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DjlScorerTest extends ScorerContract {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static Scorer load(Path path) {
    return new DjlModels().loadScorer(ModelPackage.read(path));
  }

  @Override
  protected Scorer create() {
    return load(Packages.fixture("linear"));
  }

  private static List<Outcome> without(int place, List<Outcome> outcomes) {
    List<Outcome> others = new ArrayList<>(outcomes);
    others.remove(place);
    return others;
  }

  private static List<Outcome> withOddRow(Scorer scorer, Features odd, int place) {
    List<Features> rows = new ArrayList<>(rows(50));
    rows.add(place, odd);
    return scorer.scoreAll(rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan-on-negative", "wrong-width-on-negative"})
  void shouldFailOnlyTheRowWhoseOutputIsNoAnswer(String name) {
    try (Scorer scorer = load(Packages.fixture(name))) {
      // When
      List<Outcome> outcomes = withOddRow(scorer, row(-3, 1), 20);
      // Then
      assertThat(outcomes.get(20))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> assertThat(failed.reason()).isEqualTo(Reason.INVALID_OUTPUT));
      assertThat(without(20, outcomes)).isEqualTo(scorer.scoreAll(rows(50)));
    }
  }

  @Test
  void shouldFailOnlyTheRowThatMakesTheModelThrowAndNotRepeatItsMessage() {
    try (Scorer scorer = load(Packages.fixture("throws-on-negative"))) {
      // When
      List<Outcome> outcomes = withOddRow(scorer, row(-101, 1), 33);
      // Then
      assertThat(outcomes.get(33))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.ERROR);
                assertThat(failed.detail()).startsWith("the model failed").doesNotContain("100");
              });
      assertThat(without(33, outcomes)).isEqualTo(scorer.scoreAll(rows(50)));
    }
  }

  @Test
  void shouldFailAllRowsOfAModelWithTheWrongNumberOfColumns() {
    try (Scorer scorer = load(Packages.fixture("wrong-width"))) {
      // When
      List<Outcome> outcomes = scorer.scoreAll(rows(20));
      // Then
      assertThat(outcomes)
          .containsOnly(
              new Outcome.Failed(Reason.INVALID_OUTPUT, "the output has the wrong shape"));
    }
  }

  @Test
  void shouldRunAModelThatTakesTokensAlone() {
    // Given the package "tokens" without its numeric input
    String x0 = "- {name: x0, kind: numeric}\n";
    Packages.withModel(
        Packages.fixture("tokens"),
        folder,
        Packages.code(
            code ->
                code.replace("    _1 = torch.select(torch.slice(dense), 1, 0)\n", "")
                    .replace("torch.add(_1, torch.sum(words, [1]))", "torch.sum(words, [1])")));
    Path tokensOnly = folder.resolve("only");
    assertThat(tokensOnly.toFile().mkdir()).isTrue();
    Packages.withDocument(
        copyable(folder),
        tokensOnly,
        text -> text.replace(x0, "").replaceAll("x0: [-0-9.]+, ", ""));
    try (Scorer scorer = load(tokensOnly)) {
      // When
      Outcome outcome = scorer.score(new Features(Map.of("note", "paid late")));
      // Then
      assertThat(outcome).isInstanceOf(Outcome.Scored.class);
    }
  }

  /** The folder's files, without folders in it. */
  private static Path copyable(Path folder) {
    Path files = folder.resolve("files");
    assertThat(files.toFile().mkdir()).isTrue();
    for (String name : List.of("model.pt", "model.yaml", "vocabulary.txt")) {
      assertThat(folder.resolve(name).toFile().renameTo(files.resolve(name).toFile())).isTrue();
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "secondary"})
  void shouldScoreCreditRowsTheSameToTheLastBitInAnyBatch(String name) {
    // Given
    ModelPackage read = ModelPackage.read(Packages.credit(name));
    List<Features> rows = variations(read.descriptor().golden().get(0).features(), 1000);
    try (Scorer scorer = new DjlModels().loadScorer(read)) {
      List<Outcome> together = scorer.scoreAll(rows);
      for (int size : new int[] {1, 2, 3, 15, 16, 17, 31, 32, 33, 64, 100, 255, 256, 257, 999}) {
        // When
        List<Outcome> parts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
          parts.addAll(scorer.scoreAll(rows.subList(from, Math.min(from + size, rows.size()))));
        }
        // Then
        assertThat(parts).as("in batches of %s", size).isEqualTo(together);
      }
      Collections.reverse(rows);
      Collections.reverse(together);
      assertThat(scorer.scoreAll(rows)).isEqualTo(together);
    }
  }

  private static List<Features> variations(Features golden, int count) {
    Random random = new Random(7);
    List<Features> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, @Nullable Object> values = new HashMap<>(golden.values());
      values.put("Amount", 100.0 + random.nextInt(5000));
      values.put("Price", 100.0 + random.nextInt(9000));
      values.put("Age", 18L + random.nextInt(60));
      rows.add(new Features(values));
    }
    return rows;
  }
}
