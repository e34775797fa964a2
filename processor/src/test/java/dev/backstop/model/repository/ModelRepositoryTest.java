package dev.backstop.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.pack.Packages;
import dev.backstop.model.repository.ModelRepository.Found;
import dev.backstop.model.repository.ModelRepository.Pushed;
import dev.backstop.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRepositoryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Path root = Path.of("");
  private ModelRepository repository = new ModelRepository(root);

  @BeforeEach
  void open() {
    root = folder.resolve("models");
    repository = new ModelRepository(root);
  }

  @Test
  void shouldGiveBackWhatWasPushed() throws IOException {
    // Given
    ModelPackage pushed = ModelPackage.read(Packages.fixture("tokens"));
    // When
    Pushed result = repository.push(pushed, NOW, "ada \"the\" author: ä");
    // Then
    assertThat(result).isEqualTo(Pushed.ADDED);
    ModelPackage read = repository.read(pushed.ref().name(), pushed.ref().version());
    assertThat(read.ref()).isEqualTo(pushed.ref());
    assertThat(read.model().readAllBytes()).isEqualTo(pushed.model().readAllBytes());
    assertThat(repository.list())
        .singleElement()
        .isInstanceOfSatisfying(
            Found.Version.class,
            version -> {
              assertThat(version.manifest().pushedBy()).isEqualTo("ada \"the\" author: ä");
              assertThat(version.manifest().pushedAt()).isEqualTo(NOW);
            });
    assertThat(root.resolve(".incoming")).isEmptyDirectory();
  }

  @Test
  void shouldLeaveEverythingAsItIsWhenTheSameBytesComeAgain() throws IOException {
    // Given
    Path version = pushLinear();
    String manifest = Files.readString(version.resolve(Manifest.FILE));
    // When
    Pushed again = repository.push(linear(), NOW.plusSeconds(1), "ben");
    // Then
    assertThat(again).isEqualTo(Pushed.THERE_ALREADY);
    assertThat(version.resolve(Manifest.FILE)).hasContent(manifest);
  }

  @Test
  void shouldRefuseOtherBytesUnderAVersionThatIsThere() throws IOException {
    // Given
    Path version = pushLinear();
    ModelPackage other = changed(text -> text.replace("owner: tests", "owner: others"));
    // When
    assertThatThrownBy(() -> repository.push(other, NOW, "ben"))
        // Then
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("linear@1.0.0")
        .hasMessageContaining("other contents (pushed at 2026-01-01T00:00:00Z by ada)")
        .hasMessageContaining("a version never changes");
    assertThat(Files.readString(version.resolve("model.yaml"))).contains("owner: tests");
    assertThat(repository.read("linear", "1.0.0").ref()).isEqualTo(linear().ref());
  }

  @Test
  void shouldKeepTwoVersionsApart() throws IOException {
    // Given
    pushLinear();
    // When
    repository.push(
        changed(text -> text.replace("version: 1.0.0", "version: 0.9.0")), NOW.plusSeconds(9), "a");
    // Then
    assertThat(repository.list()).extracting(Found::version).containsExactly("1.0.0", "0.9.0");
    assertThat(repository.read("linear", "0.9.0").ref().version()).isEqualTo("0.9.0");
    assertThat(repository.has("linear", "0.9.1")).isFalse();
  }

  @Test
  void shouldLetOneOfManyPushersWin() throws Exception {
    // Given
    int pushers = 4;
    ModelPackage linear = linear();
    CyclicBarrier together = new CyclicBarrier(pushers);
    ExecutorService threads = Executors.newFixedThreadPool(pushers);
    List<Future<Pushed>> results = new ArrayList<>();
    // When
    for (int i = 0; i < pushers; i++) {
      results.add(
          threads.submit(
              () -> {
                together.await();
                return repository.push(linear, NOW, "ada");
              }));
    }
    // Then
    List<Pushed> all = new ArrayList<>();
    for (Future<Pushed> result : results) {
      all.add(result.get());
    }
    threads.shutdown();
    assertThat(all).containsOnlyOnce(Pushed.ADDED);
    assertThat(repository.read("linear", "1.0.0").ref()).isEqualTo(linear.ref());
    assertThat(root.resolve(".incoming")).isEmptyDirectory();
  }

  @Test
  void shouldNotReadAFileWithAByteChanged() throws IOException {
    // Given
    Path version = pushLinear();
    byte[] model = Files.readAllBytes(version.resolve("model.pt"));
    model[model.length / 2] ^= 1;
    Files.write(version.resolve("model.pt"), model);
    // Then
    assertUnreadable("is not the digest of 'model.pt'");
  }

  @Test
  void shouldNotReadAPackageThatIsSoundAndNotTheOneThatWasPushed() throws IOException {
    // Given both the document and the model changed, so that they agree with each other
    Path version = pushLinear();
    ModelPackage other = changed(text -> text.replace("owner: tests", "owner: tesst"));
    assertThat(other.ref()).isNotEqualTo(linear().ref());
    Files.copy(
        folder.resolve("changed/model.yaml"),
        version.resolve("model.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    // Then
    assertUnreadable("'model.yaml' does not have the digest of the manifest");
  }

  @Test
  void shouldNotReadAFileThatIsCutShort() throws IOException {
    // Given
    Path version = pushLinear();
    byte[] model = Files.readAllBytes(version.resolve("model.pt"));
    Files.write(version.resolve("model.pt"), Arrays.copyOf(model, 100));
    // Then
    assertUnreadable("file 'model.pt' has 100 bytes, and must have " + model.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.pt", "model.yaml"})
  void shouldNotReadAVersionWithoutOneOfItsFiles(String file) throws IOException {
    // Given
    Files.delete(pushLinear().resolve(file));
    // Then
    assertUnreadable("file '" + file + "' is not there");
  }

  @Test
  void shouldNeitherReadNorReplaceACopyThatHasNotEnded() throws IOException {
    // Given what a copying tool leaves behind when it is stopped
    Files.delete(pushLinear().resolve(Manifest.FILE));
    // Then
    assertUnreadable("a copy that has not ended");
    assertThatThrownBy(() -> repository.push(linear(), NOW, "ada"))
        .hasMessageContaining("damaged")
        .hasMessageContaining("a copy that has not ended");
    assertThat(repository.list()).singleElement().isInstanceOf(Found.Unusable.class);
  }

  @Test
  void shouldReadNoLinkThatLeadsOutOfTheFolder() throws IOException {
    // Given the very bytes, elsewhere
    Path version = pushLinear();
    Path elsewhere = Files.copy(version.resolve("model.pt"), folder.resolve("elsewhere.pt"));
    Files.delete(version.resolve("model.pt"));
    Files.createSymbolicLink(version.resolve("model.pt"), elsewhere);
    // Then
    assertUnreadable("'model.pt' lies outside of the folder");
  }

  @Test
  void shouldReadNoFolderThatLeadsOutOfTheRepository() throws IOException {
    // Given
    Path version = pushLinear();
    Path elsewhere = Files.move(version, folder.resolve("elsewhere"));
    Files.createSymbolicLink(version, elsewhere);
    // Then
    assertUnreadable("its folder is a link to somewhere else");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../secret", "/etc/hostname", "", "."})
  void shouldReadNoFileThatAManifestPutsOutside(String path) throws IOException {
    // Given
    Path version = pushLinear();
    Files.writeString(folder.resolve("secret"), "secret");
    Path manifest = version.resolve(Manifest.FILE);
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"model.pt\"", '"' + path + '"'));
    // When
    assertThatThrownBy(() -> repository.read("linear", "1.0.0"))
        // Then
        .isInstanceOf(InvalidDocumentException.class);
  }

  @Test
  void shouldNotReadAVersionUnderTheNameOfAnother() throws IOException {
    // Given
    Path version = pushLinear();
    Files.move(version, version.resolveSibling("2.0.0"));
    // Then
    assertThatThrownBy(() -> repository.read("linear", "2.0.0"))
        .hasMessageContaining("its manifest is that of linear@1.0.0");
    assertThat(repository.list()).singleElement().isInstanceOf(Found.Unusable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "a/b", ".incoming", "a@b", "-a"})
  void shouldLookNowhereElseWhateverTheName(String name) throws IOException {
    // Given
    pushLinear();
    // Then
    assertThat(repository.has(name, "1.0.0")).isFalse();
    assertThat(repository.has("linear", name)).isFalse();
    assertThatThrownBy(() -> repository.read("linear", name)).hasMessageContaining("not there");
  }

  @Test
  void shouldLeaveNothingBehindWhereItCannotWrite() throws IOException {
    // Given a file where the model's folder would be
    Files.createDirectories(root);
    Files.writeString(root.resolve("linear"), "in the way");
    // When
    assertThatThrownBy(() -> repository.push(linear(), NOW, "ada"))
        // Then
        .isInstanceOf(IOException.class);
    try (Stream<Path> left = Files.list(root.resolve(".incoming"))) {
      assertThat(left).isEmpty();
    }
    assertThat(repository.list()).isEmpty();
  }

  @Test
  void shouldTellEveryProblemOfAManifest() throws IOException {
    // Given
    Path manifest = pushLinear().resolve(Manifest.FILE);
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("format: backstop-model-manifest/1", "format: other")
            .replace("2026-01-01T00:00:00Z", "yesterday")
            .replaceFirst("sha256: \"[0-9a-f]+\"", "sha256: \"abc\""));
    // When
    assertThatThrownBy(() -> repository.read("linear", "1.0.0"))
        // Then
        .hasMessageContaining("'format' must be backstop-model-manifest/1")
        .hasMessageContaining("'pushedAt' must be a time")
        .hasMessageContaining("sha256' must be 64");
  }

  private void assertUnreadable(String why) {
    assertThatThrownBy(() -> repository.read("linear", "1.0.0"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining(why);
  }

  private Path pushLinear() throws IOException {
    repository.push(linear(), NOW, "ada");
    return root.resolve("linear").resolve("1.0.0");
  }

  private static ModelPackage linear() {
    return ModelPackage.read(Packages.fixture("linear"));
  }

  private ModelPackage changed(UnaryOperator<String> change) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("changed"));
    return ModelPackage.read(Packages.withDocument(Packages.fixture("linear"), copy, change));
  }
}
