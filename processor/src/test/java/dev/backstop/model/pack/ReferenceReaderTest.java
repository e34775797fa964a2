package dev.backstop.model.pack;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.DriftReference;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.CategoricalInput;
import dev.backstop.model.Input;
import dev.backstop.model.NumberRule;
import dev.backstop.model.NumericInput;
import dev.backstop.model.VectorInput;
import dev.backstop.model.Vocabulary;
import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceReaderTest {

  private final Problems problems = new Problems();
  private final ReferenceReader reader =
      new ReferenceReader(
          List.of(
              new NumericInput("age", NumberRule.PLAIN, null, false),
              new CategoricalInput("home", new Vocabulary(List.of("rent", "own")), null, null),
              new VectorInput("vector", 2, NumberRule.PLAIN)));

  @Test
  void shouldReadWhatInputsAndConfidenceLookedLike() {
    ModelReference read =
        read(
            """
            reference:
              features:
              - {feature: age, edges: [30, 45.5], counts: [10, 20, 5, 1]}
              - {feature: home, categories: [rent, own], counts: [7, 8, 0, 1]}
              confidence: {edges: [0.9], counts: [30, 6, 0]}
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(read.features()).extracting(DriftReference::name).containsExactly("age", "home");
    assertThat(read.features().get(0).bins().of(45.5)).isEqualTo(1);
    assertThat(read.features().get(1).bins().of("own")).isEqualTo(1);
    assertThat(read.features().get(1).rows()).isEqualTo(16);
    assertThat(read.confidence().name()).isEqualTo("confidence");
  }

  @Test
  void shouldSayNothingWhereAPackageDoesNot() {
    assertThat(read("name: x\n").none()).isTrue();
  }

  @Test
  void shouldTellEveryProblemWithItsPlace() {
    read(
        """
        reference:
          features:
          - {feature: age, edges: [30, 20], counts: [10, 20, 5, 1]}
          - {feature: age, edges: [30], counts: [10, 20]}
          - {feature: home, categories: [rent, rent], counts: [7, 8, 0, 1]}
          - {feature: shoe, edges: [30], counts: [1, 1, 1]}
          - {feature: vector, edges: [30], counts: [1, 1, 1]}
          - {feature: confidence, edges: [30], counts: [1, 1, 1]}
          confidence: {edges: [0.9], counts: [0, 0, 0], more: 1}
        """);

    assertThat(problems.all())
        .anySatisfy(one -> assertThat(one).contains(":3:", "edges' must be"))
        .anySatisfy(one -> assertThat(one).contains(":4:", "'age', which stands there twice"))
        .anySatisfy(one -> assertThat(one).contains(":4:", "counts' must be 3 whole numbers"))
        .anySatisfy(one -> assertThat(one).contains(":5:", "categories' must be"))
        .anySatisfy(one -> assertThat(one).contains(":6:", "'shoe', which is no numeric"))
        .anySatisfy(one -> assertThat(one).contains(":7:", "'vector', which is no numeric"))
        .anySatisfy(one -> assertThat(one).contains(":8:", "may not be 'confidence'"))
        .anySatisfy(one -> assertThat(one).contains(":9:", "counts' must be 3 whole numbers"))
        .anySatisfy(one -> assertThat(one).contains("unknown key 'reference.confidence.more'"));
  }

  @Test
  void shouldRefuseMoreBinsThanAReportHasRoomFor() {
    // Given
    int bins = ReferenceReader.MOST_BINS_IN_ALL / 50 - 2;
    String edges = IntStream.range(0, bins).mapToObj(i -> "" + i).collect(joining(", "));
    String counts = IntStream.range(0, bins + 2).mapToObj(i -> "1").collect(joining(", "));
    StringBuilder text = new StringBuilder("reference:\n  features:\n");
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      inputs.add(new NumericInput("x" + i, NumberRule.PLAIN, null, false));
      text.append("  - {feature: x%d, edges: [%s], counts: [%s]}\n".formatted(i, edges, counts));
    }
    // When
    read(text.toString(), new ReferenceReader(inputs));
    assertThat(problems.all()).isEmpty();
    read(text + "  confidence: {edges: [0.9], counts: [30, 6, 0]}\n", new ReferenceReader(inputs));
    // Then
    assertThat(problems.all())
        .singleElement()
        .asString()
        .contains("have 5003 bins", "at most 5000 are counted and reported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "secondary"})
  void shouldReadThoseOfTheCreditModels(String name) {
    ModelReference reference = ModelPackage.read(Packages.credit(name)).descriptor().reference();

    assertThat(reference.features()).hasSize(name.equals("primary") ? 7 : 13);
    assertThat(reference.features())
        .allSatisfy(one -> assertThat(one.rows()).as(one.name()).isEqualTo(2_210));
    assertThat(reference.confidence()).isNotNull();
  }

  private ModelReference read(String text) {
    return read(text, reader);
  }

  private ModelReference read(String text, ReferenceReader reader) {
    try (YamlMap document = YamlMap.parse("model.yaml", text, problems)) {
      document.string("name", "");
      return reader.read(document);
    }
  }
}
