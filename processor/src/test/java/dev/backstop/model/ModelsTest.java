package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.domain.ModelRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTest {

  private static Model model(String name, String version, Scorer scorer) {
    return new Model(new ModelRef(name, version, "0".repeat(64)), List.of("no", "yes"), scorer);
  }

  @Test
  void shouldKeepAReplacedModelOpenWhileItIsInUse() {
    // Given
    FakeScorer old = new FakeScorer();
    Models models = new Models(List.of(model("m", "1", old)));
    // When
    List<Object> seen =
        models
            .with(
                "m",
                model -> {
                  models.replace(model("m", "2", new FakeScorer()));
                  return List.<Object>of(model.ref().version(), old.closings());
                })
            .orElseThrow();
    // Then
    assertThat(seen).containsExactly("1", 0);
    assertThat(old.closings()).isEqualTo(1);
    assertThat(models.byName("m").orElseThrow().ref().version()).isEqualTo("2");
  }

  @Test
  void shouldAddAModelWithANewName() {
    // Given
    Models models = new Models(List.of(model("b", "1", new FakeScorer())));
    // When
    models.replace(model("a", "1", new FakeScorer()));
    // Then
    assertThat(models.all()).extracting(model -> model.ref().name()).containsExactly("a", "b");
    assertThat(models.byName("c")).isEmpty();
  }

  @Test
  void shouldHaveTwoVersionsUnderTwoNamesAndLetGoOfOne() {
    // Given
    FakeScorer old = new FakeScorer();
    Models models = new Models(List.of());
    models.put("m@1", model("m", "1", old));
    models.put("m@2", model("m", "2", new FakeScorer()));
    // When
    int during =
        models
            .with(
                "m@1",
                model -> {
                  models.remove("m@1");
                  return old.closings();
                })
            .orElseThrow();
    // Then
    assertThat(during).isZero();
    assertThat(old.closings()).isEqualTo(1);
    assertThat(models.names()).containsExactly("m@2");
  }

  @Test
  void shouldCloseAllItsModels() {
    // Given
    FakeScorer fake = new FakeScorer();
    Models models = new Models(List.of(model("m", "1", fake)));
    // When
    models.close();
    // Then
    assertThat(fake.closings()).isEqualTo(1);
  }

  @Test
  void shouldRefuseTwoModelsOfOneName() {
    Model model = model("m", "1", new FakeScorer());
    assertThatThrownBy(() -> new Models(List.of(model, model)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'m'");
  }
}
