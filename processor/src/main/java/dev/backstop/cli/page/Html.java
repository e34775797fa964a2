package dev.backstop.cli.page;

import dev.backstop.cli.story.PlainText;
import java.util.List;

/** HTML piece by piece. What is not markup of the page itself goes through {@link #escaped}. */
final class Html {

  private final StringBuilder page = new StringBuilder();

  /** Text as an element's content or in a quoted attribute. */
  static String escaped(String text) {
    String plain = PlainText.of(text);
    StringBuilder safe = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /** Text of a record, brief: its direction must not spread to what stands beside it. */
  static String isolated(String text) {
    return "<bdi>" + escaped(PlainText.brief(text)) + "</bdi>";
  }

  /** Markup of the page, with what was escaped before. */
  Html raw(String markup) {
    page.append(markup);
    return this;
  }

  Html line(String markup) {
    return raw(markup).raw("\n");
  }

  Html paragraph(String text) {
    return line("<p>" + escaped(text) + "</p>");
  }

  /**
   * A table with a header.
   *
   * @param caption text
   * @param header text; a column whose name begins with {@code #} has numbers
   * @param rows cells as markup; the first of each row is its header
   */
  Html table(String caption, List<String> header, List<List<String>> rows) {
    line(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
            + escaped(caption)
            + "\">");
    line("<table>").line("<caption>" + escaped(caption) + "</caption>").raw("<thead><tr>");
    for (String name : header) {
      raw(name.startsWith("#") ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
      raw(escaped(name.startsWith("#") ? name.substring(1) : name)).raw("</th>");
    }
    line("</tr></thead>").line("<tbody>");
    for (List<String> row : rows) {
      raw("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String of = header.get(i).startsWith("#") ? " class=\"n\"" : "";
        raw(i == 0 ? "<th scope=\"row\"" + of + ">" : "<td" + of + ">");
        raw(row.get(i)).raw(i == 0 ? "</th>" : "</td>");
      }
      line("</tr>");
    }
    return line("</tbody>").line("</table>").line("</div>");
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
