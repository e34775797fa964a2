package dev.backstop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The generated documents are what the code says. After a deliberate change run with {@code
 * -Ddocs.write=true}, look at the difference, and commit it with the change.
 */
class GeneratedTest {

  private static final Path FOLDER = Path.of("generated");

  static List<Page> pages() {
    return Pages.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void shouldSayWhatTheCodeSays(Page page) throws IOException {
    Path file = FOLDER.resolve(page.file());
    if (Boolean.getBoolean("docs.write")) {
      Main.write(FOLDER);
    }
    assertThat(file).as("run: " + Pages.COMMAND).exists();
    assertThat(Files.readString(file))
        .as(file + " is not what the code says; run: " + Pages.COMMAND)
        .isEqualTo(page.text());
  }

  @Test
  void shouldHoldNoFileThatNothingGenerates() throws IOException {
    List<String> generated = Pages.all().stream().map(Page::file).toList();
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("files in " + FOLDER)
          .isSubsetOf(generated);
    }
  }
}
