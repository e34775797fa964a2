package dev.backstop.cli.story;

/**
 * Text from outside as a terminal may get it. Control characters could move the cursor or forge
 * lines, and direction marks could reorder what is read.
 */
public final class PlainText {

  private static final int MOST = 200;

  private PlainText() {}

  /** One line without control characters; line breaks and tabs become spaces. */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
                plain.append(' ');
              } else if (!Character.isISOControl(c) && !isDirectionMark(c)) {
                plain.appendCodePoint(c);
              }
            });
    return plain.toString();
  }

  /** The same, cut to what fits into a table. */
  public static String brief(String text) {
    String plain = of(text);
    if (plain.codePointCount(0, plain.length()) <= MOST) {
      return plain;
    }
    return plain.substring(0, plain.offsetByCodePoints(0, MOST)) + " [cut]";
  }

  private static boolean isDirectionMark(int c) {
    return (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200E
        || c == 0x200F;
  }
}
