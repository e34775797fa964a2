package dev.backstop.model.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.NumericInput;
import dev.backstop.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPackageTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static List<String> problems(Path folder) {
    InvalidDocumentException thrown =
        catchThrowableOfType(InvalidDocumentException.class, () -> ModelPackage.read(folder));
    assertThat(thrown).as("problems of %s", folder).isNotNull();
    return thrown.problems();
  }

  private List<String> problemsOfLinear(UnaryOperator<String> change) {
    return problems(Packages.withDocument(Packages.fixture("linear"), folder, change));
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "secondary"})
  void shouldReadTheCreditModels(String name) throws IOException {
    // When
    ModelPackage read = ModelPackage.read(Packages.credit(name));
    // Then
    byte[] document = Files.readAllBytes(Packages.credit(name).resolve("model.yaml"));
    assertThat(read.ref().name()).isEqualTo("credit-" + name);
    assertThat(read.ref().sha256()).isEqualTo(Sha256.of(document));
    assertThat(read.descriptor().output().labels()).containsExactly("good", "bad");
    assertThat(read.model().readAllBytes()).isEqualTo(Packages.bytes(Packages.credit(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "probabilities",
        "tokens",
        "vector",
        "nan-on-negative",
        "throws-on-negative",
        "slow",
        "wrong-width",
        "wrong-width-on-negative"
      })
  void shouldReadTheTestPackagesThatAreSafe(String name) {
    assertThat(ModelPackage.read(Packages.fixture(name)).ref().name()).isEqualTo(name);
  }

  @Test
  void shouldReadImputationAndIndicator() {
    // When
    ModelDescriptor read = ModelPackage.read(Packages.credit("secondary")).descriptor();
    // Then
    assertThat(read.inputs())
        .filteredOn(input -> input.name().equals("Income"))
        .first()
        .isInstanceOfSatisfying(
            NumericInput.class,
            income -> {
              assertThat(income.missingIndicator()).isTrue();
              assertThat(income.impute()).isEqualTo(123.0);
              assertThat(income.denseColumns()).isEqualTo(2);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bad-digest  | is not the digest of 'model.pt'
          bad-pickle  | data.pkl names 'os.system', which is not on the list
          truncated   | it may be cut short
          writes-file | 'torch.save' is not allowed
          zip-slip    | entry '../evil.txt' does not belong in a model
          """)
  void shouldRefuseTheBadPackages(String name, String problem) {
    assertThat(problems(Packages.fixture(name))).singleElement().asString().contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format: backstop-model/1    | format: backstop-model/2        | must be backstop-model/1
          version: 1.0.0              | version: one two                | must be one word
          owner: tests                | owners: tests                   | unknown key 'owners'
          owner: tests                | owners: tests                   | 'owner' is missing
          path: model.pt              | path: ../linear/model.pt        | must stay inside
          path: model.pt              | path: /etc/passwd               | must stay inside
          path: model.pt              | path: other.pt                  | which is not there
          path: model.pt              | path: other.pt                  | must name model.pt
          kind: logits                | kind: odds                      | logits or probabilities
          name: x1, kind: numeric     | name: x0, kind: numeric         | stands there twice
          name: x1, kind: numeric     | name: x1, kind: number          | must be numeric, categorical
          x1, kind: numeric           | x1, kind: vector, length: 0     | must be from 1 to
          x1, kind: numeric           | x1, kind: numeric, missingIndicator: true | needs 'missing
          x1, kind: numeric           | x1, kind: numeric, range: {min: 2, max: 1} | greater than max
          x1, kind: numeric           | x1, kind: numeric, scaling: {mean: 0, standardDeviation: 0} | greater than 0
          x1, kind: numeric           | x1, kind: categorical, vocabulary: [] | at least one word
          x1, kind: numeric           | x1, kind: categorical, vocabulary: [a, a] | a word twice
          x1, kind: numeric           | x1, kind: categorical, vocabulary: [a], unseen: {category: b} | not in the vocabulary
          x1, kind: numeric           | x1, kind: tokens, length: 2, vocabularyFile: v.txt, padding: p, unknown: u | not among the files
          labels: ['no', 'yes']       | labels: ['no']                  | at least two labels
          labels: ['no', 'yes']       | labels: ['no', 'no']            | a label twice
          'no': 0.5, 'yes': 0.5       | 'no': 0.5, 'yes': 0.6           | add up to 1
          'no': 0.5, 'yes': 0.5       | 'no': 0.5, 'maybe': 0.5         | unknown key 'golden[0].scores.maybe'
          'no': 0.5, 'yes': 0.5       | 'no': 0.5, 'maybe': 0.5         | scores.yes' is missing
          x0: 0.0, x1: 0.0            | x0: 0.0, x2: 0.0                | names 'x2', which is not an input
          x0: 0.0, x1: 0.0            | x0: 0.0                         | cannot be encoded: x1: missing
          tolerance: 0.0005           | tolerance: 0                    | greater than 0
          """,
      quoteCharacter = '`')
  void shouldSayWhatIsWrongInTheDocument(String good, String bad, String problem) {
    assertThat(problemsOfLinear(text -> text.replace(good, bad)))
        .anySatisfy(found -> assertThat(found).startsWith("model.yaml").contains(problem));
  }

  @Test
  void shouldRefuseATemperatureThatIsNotPositive() {
    // When
    List<String> problems =
        problemsOfLinear(
            text -> text.replace("  kind: logits", "  kind: logits\n  temperature: 0"));
    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("'output.temperature' must be greater");
  }

  @Test
  void shouldReportAllProblemsAtOnce() {
    // When
    List<String> problems =
        problemsOfLinear(
            text -> text.replace("licence:", "license:").replace("kind: logits", "kind: odds"));
    // Then
    assertThat(problems).hasSize(3);
  }

  @Test
  void shouldRefuseALinkThatLeavesTheFolder() throws IOException {
    // Given
    Packages.withDocument(Packages.fixture("linear"), folder, text -> text);
    Files.delete(folder.resolve("model.pt"));
    Files.createSymbolicLink(
        folder.resolve("model.pt"),
        Packages.fixture("linear").resolve("model.pt").toAbsolutePath());
    // When
    List<String> problems = problems(folder);
    // Then
    assertThat(problems).anySatisfy(problem -> assertThat(problem).contains("must stay inside"));
  }

  @Test
  void shouldRefuseAnEmptyModelFile() throws IOException {
    // Given
    Packages.withDocument(Packages.fixture("linear"), folder, text -> text);
    Files.write(folder.resolve("model.pt"), new byte[0]);
    // When
    List<String> problems = problems(folder);
    // Then
    assertThat(problems).anySatisfy(problem -> assertThat(problem).contains("cut short"));
  }

  @Test
  void shouldRefuseAFolderWithoutADocument() {
    assertThat(problems(folder)).singleElement().asString().contains("model.yaml is not there");
  }
}
