package dev.backstop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of a document leads to a file, and to a title in it, that are there. */
class LinksTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");
  private static final Pattern TITLE = Pattern.compile("(?m)^#{1,6} (.+)$");

  static List<Path> documents() throws IOException {
    try (Stream<Path> guides = Files.list(Path.of("guides"));
        Stream<Path> generated = Files.list(Path.of("generated"))) {
      Stream<Path> top =
          Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve);
      return Stream.of(guides, generated, top).flatMap(files -> files).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void shouldLeadSomewhere(Path document) throws IOException {
    String text = Files.readString(document);
    for (MatchResult link : LINK.matcher(text).results().toList()) {
      Path target =
          link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
      assertThat(target).as("link in " + document).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).as("titles of " + target).contains(link.group(2));
      }
    }
  }

  /** The anchors that a reader of Markdown makes of titles. */
  private static Set<String> anchors(Path document) {
    try {
      return TITLE
          .matcher(Files.readString(document))
          .results()
          .map(title -> title.group(1).toLowerCase(Locale.ROOT))
          .map(title -> '#' + title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
