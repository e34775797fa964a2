package dev.backstop.cli.bundle;

import dev.backstop.cli.story.PlainText;
import java.util.List;
import java.util.stream.Collectors;

/** Markdown piece by piece. What comes from records goes through {@link #text} and is only text. */
final class Markdown {

  private static final String SPECIAL = "\\`*_[]<>#|!&~";

  private final StringBuilder page = new StringBuilder();

  /** Text in which nothing is markup. */
  static String text(String text) {
    String plain = PlainText.of(text);
    StringBuilder safe = new StringBuilder(plain.length() + 16);
    plain
        .codePoints()
        .forEach(
            c -> {
              if (SPECIAL.indexOf(c) >= 0) {
                safe.append('\\');
              }
              safe.appendCodePoint(c);
            });
    return safe.toString();
  }

  Markdown title(String title) {
    return line("# " + text(title)).line("");
  }

  Markdown section(String title) {
    return line("## " + text(title)).line("");
  }

  Markdown part(String title) {
    return line("### " + text(title)).line("");
  }

  /** Text as a paragraph. */
  Markdown say(String text) {
    return line(text(text)).line("");
  }

  /** Texts as a list. */
  Markdown list(List<String> texts) {
    texts.forEach(text -> line("- " + text(text)));
    return line("");
  }

  /** A place where people write. */
  Markdown blank(String question) {
    return line("> _" + text(question) + "_").line("").line("…").line("");
  }

  /** Texts in rows and columns. */
  Markdown table(List<String> header, List<List<String>> rows) {
    line(row(header));
    line(header.stream().map(name -> "---").collect(Collectors.joining(" | ", "| ", " |")));
    rows.forEach(row -> line(row(row)));
    return line("");
  }

  /** Markup as it is. */
  Markdown line(String markup) {
    page.append(markup).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return page.toString().stripTrailing() + '\n';
  }

  private static String row(List<String> cells) {
    return cells.stream().map(Markdown::text).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
