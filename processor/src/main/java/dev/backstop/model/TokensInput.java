package dev.backstop.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text as word numbers, int64: in lower case, split at whatever is neither letter nor digit
 * (Unicode); cut off, or filled up with padding, to a fixed length.
 *
 * @param padding the word that fills up
 * @param unknown the word that stands in for one outside the vocabulary
 * @param missing the text that stands in for a missing value; null: refused
 */
public record TokensInput(
    String name,
    int length,
    Vocabulary vocabulary,
    String padding,
    String unknown,
    @Nullable String missing)
    implements Input {

  @Override
  public int tokenColumns() {
    return length;
  }

  @Override
  public @Nullable String write(@Nullable Object value, Columns to) {
    Object present = value == null ? missing : value;
    if (present == null) {
      return MISSING;
    }
    if (!(present instanceof String text)) {
      return "not a text";
    }
    int written = writeWords(text.toLowerCase(Locale.ROOT), to);
    long fill = vocabulary.indexOf(padding);
    for (int i = written; i < length; i++) {
      to.addToken(fill);
    }
    return null;
  }

  private int writeWords(String text, Columns to) {
    int written = 0;
    int begin = 0;
    int at = 0;
    while (at < text.length() && written < length) {
      int point = text.codePointAt(at);
      int next = at + Character.charCount(point);
      if (!Character.isLetterOrDigit(point)) {
        written += writeWord(text, begin, at, to);
        begin = next;
      }
      at = next;
    }
    return written < length ? written + writeWord(text, begin, at, to) : written;
  }

  private int writeWord(String text, int begin, int end, Columns to) {
    if (begin == end) {
      return 0;
    }
    int id = vocabulary.indexOf(text.substring(begin, end));
    to.addToken(id >= 0 ? id : vocabulary.indexOf(unknown));
    return 1;
  }
}
