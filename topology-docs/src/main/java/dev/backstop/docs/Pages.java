package dev.backstop.docs;

import dev.backstop.cli.Main;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All generated documents. */
final class Pages {

  /** What to do when a document is not what the code says. */
  static final String COMMAND =
      "mvn -pl topology-docs -am test -Dtest=GeneratedTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true";

  private Pages() {}

  /** The documents in their reading order, with their index in front. */
  static List<Page> all() {
    List<Page> pages =
        List.of(
            TopologyPage.page(),
            TopicsPage.page(),
            SchemasPage.page(),
            HeadersPage.page(),
            ReasonsPage.page(),
            ConfigPage.page(),
            MetersPage.page(),
            CliPage.page(Main.commandLine()));
    return Stream.concat(Stream.of(index(pages)), pages.stream()).toList();
  }

  private static Page index(List<Page> pages) {
    String rows =
        pages.stream()
            .map(page -> "- [" + page.file() + "](" + page.file() + "): " + page.about() + "\n")
            .collect(Collectors.joining());
    Markdown text =
        Markdown.titled("Generated documents")
            .paragraph(
                "Written from the code, and compared with it by a test. Do not edit them: change the"
                    + " code, then "
                    + "run `"
                    + COMMAND
                    + "`.")
            .block(rows.strip());
    return new Page("README.md", "this index", text.toString());
  }
}
