package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.model.FakeScorer;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelShelfTest {

  private static final Features ROW = new Features(Map.of("x0", 1.0, "x1", 0.5));

  private final FakeModels source = new FakeModels("m@1", "m@2", "n@1");
  private final Models models = new Models(List.of());
  private final ModelShelf shelf = new ModelShelf(source, models);
  private final BlockingQueue<List<String>> results = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void shouldAnswerByTheOldModelWhileTheNewOneIsLoaded() throws InterruptedException {
    // Given
    shelf.load(Set.of("m@1"));
    source.hold("m@2");
    // When
    shelf.loadLater(Set.of("m@2"), () -> true, results::add);
    await().until(() -> source.loads().contains("m@2"));
    // Then
    assertThat(score("m@1")).isInstanceOf(Outcome.Scored.class);
    assertThat(shelf.has(Set.of("m@2"))).isFalse();
    assertThat(results).isEmpty();
    source.release("m@2");
    assertThat(result()).isEmpty();
    assertThat(score("m@2")).isInstanceOf(Outcome.Scored.class);
    assertThat(score("m@1")).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldSayWhyAModelIsNotLoadedAndKeepTheOthers() {
    // Given
    source.fail("m@2", new ModelLoadException("a golden row comes out differently", null));
    source.fail("n@1", new InvalidDocumentException("n", List.of("one", "two")));
    // When
    List<String> problems = shelf.load(List.of("m@1", "m@2", "n@1"));
    // Then
    assertThat(problems)
        .containsExactly(
            "a golden row comes out differently", "model 'n@1': one", "model 'n@1': two");
    assertThat(models.names()).containsExactly("m@1");
  }

  @Test
  void shouldGoOnLoadingAfterAFailureOfAnyKind() throws InterruptedException {
    // Given
    source.fail("m@2", new IllegalStateException("a fault"));
    // When
    shelf.loadLater(Set.of("m@2"), () -> true, results::add);
    shelf.loadLater(Set.of("n@1"), () -> true, results::add);
    // Then
    assertThat(result())
        .containsExactly("model 'm@2' cannot be loaded: java.lang.IllegalStateException");
    assertThat(result()).isEmpty();
    assertThat(shelf.has(Set.of("n@1"))).isTrue();
  }

  @Test
  void shouldNotLoadWhatIsLoadedOrNotWantedAnyMore() throws InterruptedException {
    // Given
    shelf.load(Set.of("m@1"));
    // When
    shelf.loadLater(Set.of("m@1"), () -> true, results::add);
    shelf.loadLater(Set.of("m@2"), () -> false, results::add);
    // Then
    assertThat(result()).isEmpty();
    assertThat(result()).isEmpty();
    assertThat(source.loads()).containsExactly("m@1");
  }

  @Test
  void shouldCloseAModelThatIsLetGoOfWhenItsLastCallEnds() {
    // Given
    shelf.load(List.of("m@1", "m@2"));
    FakeScorer old = source.scorer("m@1");
    // When
    List<Object> during =
        models
            .with(
                "m@1",
                model -> {
                  shelf.keepOnly(Set.of("m@2"));
                  return List.<Object>of(old.closings(), model.scorer().score(ROW));
                })
            .orElseThrow();
    // Then
    assertThat(during.get(0)).isEqualTo(0);
    assertThat(during.get(1)).isInstanceOf(Outcome.Scored.class);
    assertThat(old.closings()).isEqualTo(1);
    assertThat(old.usesAfterClose()).isZero();
    assertThat(models.names()).containsExactly("m@2");
  }

  @Test
  void shouldLetGoOfAllModelsWhenItIsClosedAndTellNobody() {
    // Given
    shelf.load(Set.of("m@1"));
    source.hold("m@2");
    shelf.loadLater(Set.of("m@2"), () -> true, results::add);
    await().until(() -> source.loads().contains("m@2"));
    // When
    shelf.close();
    // Then
    assertThat(source.scorer("m@1").closings()).isEqualTo(1);
    assertThat(results).isEmpty();
  }

  private Outcome score(String name) {
    return models.with(name, (Model model) -> model.scorer().score(ROW)).orElseThrow();
  }

  private List<String> result() throws InterruptedException {
    List<String> result = results.poll(1, TimeUnit.MINUTES);
    assertThat(result).isNotNull();
    return result;
  }
}
