package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.config.BackstopConfig;
import dev.backstop.model.Models;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.pack.Packages;
import dev.backstop.model.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packages, on the real engine. */
class PackagedModelsTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void shouldRunAModelOfTheConfigurationAndTwoVersionsOfTheRepositoryAtOnce() throws IOException {
    // Given
    push(text -> text);
    push(text -> text.replace("version: 1.0.0", "version: 1.1.0"));
    Models models = new Models(List.of());
    // When
    try (ModelShelf shelf = new ModelShelf(source(), models)) {
      List<String> problems = shelf.load(List.of("linear", "linear@1.0.0", "linear@1.1.0"));
      // Then
      assertThat(problems).isEmpty();
      assertThat(models.names())
          .containsExactlyInAnyOrder("linear", "linear@1.0.0", "linear@1.1.0");
      assertThat(models.byName("linear@1.1.0").map(model -> model.ref().version()))
          .contains("1.1.0");
      assertThat(shelf.labels().get("linear@1.1.0")).containsExactly("no", "yes");
    }
  }

  @Test
  void shouldNotLoadAModelOfTheRepositoryThatAnswersItsGoldenRowsOtherwise() throws IOException {
    // Given a package that was placed there where no engine could ask it
    push(
        text -> text.replace("scores: {'no': 0.5, 'yes': 0.5}", "scores: {'no': 0.6, 'yes': 0.4}"));
    // When
    assertThatThrownBy(() -> source().load("linear@1.0.0"))
        // Then
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("a golden row comes out differently on this machine");
  }

  @Test
  void shouldSayWhatIsDamagedBeforeTheEngineSeesIt() throws IOException {
    // Given
    push(text -> text);
    Path model = folder.resolve("repository/linear/1.0.0/model.pt");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    Models models = new Models(List.of());
    // When
    try (ModelShelf shelf = new ModelShelf(source(), models)) {
      List<String> problems = shelf.load(Set.of("linear@1.0.0"));
      // Then
      assertThat(problems)
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .startsWith("model 'linear@1.0.0': ")
                      .contains("is not the digest of 'model.pt'"));
      assertThat(models.names()).isEmpty();
    }
  }

  @Test
  void shouldSayWhereAModelIsNot() throws IOException {
    // Given
    push(text -> text);
    // Then
    assertThat(source().missing("linear")).isEmpty();
    assertThat(source().missing("linear@1.0.0")).isEmpty();
    assertThat(source().missing("other"))
        .hasValueSatisfying(why -> assertThat(why).contains("among 'models' (there: linear)"));
    assertThat(source().missing("linear@2.0.0"))
        .hasValueSatisfying(why -> assertThat(why).contains("has no such version"));
    assertThat(
            new PackagedModels(new DjlModels(), Map.of(), null, settings(null))
                .missing("linear@1.0.0"))
        .hasValueSatisfying(why -> assertThat(why).contains("'models.repository' names none"));
  }

  @Test
  void shouldTellTheLabelsOfAModelWithoutLoadingIt() throws IOException {
    // Given
    push(text -> text);
    // Then
    assertThat(source().labels("linear@1.0.0")).containsExactly("no", "yes");
    assertThat(source().labels()).containsOnlyKeys("linear");
  }

  private PackagedModels source() {
    Path root = folder.resolve("repository");
    return new PackagedModels(
        new DjlModels(),
        Map.of("linear", ModelPackage.read(Packages.fixture("linear"))),
        new ModelRepository(root),
        settings(root));
  }

  private static BackstopConfig.ModelSettings settings(Path root) {
    return new BackstopConfig.ModelSettings(List.of(), root, 2, 2);
  }

  private void push(UnaryOperator<String> change) throws IOException {
    Path copy = Files.createTempDirectory(folder, "package");
    ModelPackage changed =
        ModelPackage.read(Packages.withDocument(Packages.fixture("linear"), copy, change));
    var unused =
        new ModelRepository(folder.resolve("repository"))
            .push(changed, Instant.parse("2026-01-01T00:00:00Z"), "ada");
  }
}
