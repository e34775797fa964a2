package dev.backstop.docs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A Markdown document under construction. Blocks are separated by one empty line. */
final class Markdown {

  private final StringBuilder text = new StringBuilder();

  private Markdown() {}

  /** A document with a title and the mark that it is generated. */
  static Markdown titled(String title) {
    Markdown document = new Markdown();
    document.text.append("<!-- Generated from the code by topology-docs; do not edit. -->\n");
    document.text.append("# ").append(title).append('\n');
    return document;
  }

  Markdown section(String title) {
    return block("## " + title);
  }

  Markdown paragraph(String paragraph) {
    return block(paragraph);
  }

  /** A fenced block, such as a diagram. */
  Markdown fenced(String language, String content) {
    return block("```" + language + "\n" + content.stripTrailing() + "\n```");
  }

  /** A table; texts are escaped, code must be given as {@link #code}. */
  Markdown table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder(row(head));
    table.append(row(head.stream().map(column -> "---").toList()));
    rows.forEach(cells -> table.append(row(cells)));
    return block(table.toString());
  }

  Markdown block(String block) {
    text.append('\n').append(block.stripTrailing()).append('\n');
    return this;
  }

  /** A word of the code; empty stays empty. */
  static String code(String word) {
    return word.isEmpty() ? "" : "`" + word + "`";
  }

  /** Words of the code, separated by commas. */
  static String codes(List<String> words) {
    return words.stream().map(Markdown::code).collect(Collectors.joining(", "));
  }

  static String link(String title, String file) {
    return "[" + title + "](" + file + ")";
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replaceAll("\\s*\\n\\s*", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  static List<String> cells(String... cells) {
    return Arrays.asList(cells);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
