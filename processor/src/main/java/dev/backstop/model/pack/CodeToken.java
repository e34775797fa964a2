package dev.backstop.model.pack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token of TorchScript source.
 *
 * @param text the name or sign, or what a string holds between its quotes
 * @param startsLine whether it is the first of its line
 */
record CodeToken(Kind kind, String text, int line, boolean startsLine) {

  /** What a token is. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    SIGN
  }

  private static final String SIGNS = "()[]{}:,.=+-*/%<>!&|^~";

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /**
   * Splits source as libtorch's own lexer does, in the part of the language that TorchScript
   * writes. Whatever the two could read differently is a problem: comments (they may hold types),
   * triple quotes, line ends in strings, characters beyond ASCII, names that touch numbers.
   *
   * @return the tokens before the first problem
   */
  static List<CodeToken> split(String where, String source, List<String> problems) {
    List<CodeToken> tokens = new ArrayList<>();
    int line = 1;
    boolean startsLine = true;
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\n' || c == ' ') {
        startsLine |= c == '\n';
        line += c == '\n' ? 1 : 0;
        at++;
        continue;
      }
      Kind kind = kindOf(c);
      int end = kind == null ? -1 : endOf(kind, source, at);
      if (kind == null || end < 0) {
        problems.add(where + ", line " + line + ": it is not written as TorchScript writes");
        return tokens;
      }
      int trim = kind == Kind.STRING ? 1 : 0;
      tokens.add(new CodeToken(kind, source.substring(at + trim, end - trim), line, startsLine));
      startsLine = false;
      at = end;
    }
    return tokens;
  }

  private static @Nullable Kind kindOf(char c) {
    if (isNameStart(c)) {
      return Kind.NAME;
    }
    if (isDigit(c)) {
      return Kind.NUMBER;
    }
    if (c == '"' || c == '\'') {
      return Kind.STRING;
    }
    return SIGNS.indexOf(c) >= 0 ? Kind.SIGN : null;
  }

  private static int endOf(Kind kind, String source, int at) {
    return switch (kind) {
      case NAME -> endOfName(source, at);
      case NUMBER -> endOfNumber(source, at);
      case STRING -> endOfString(source, at);
      case SIGN -> at + 1;
    };
  }

  private static int endOfName(String source, int at) {
    int end = at;
    while (end < source.length()
        && (isNameStart(source.charAt(end)) || isDigit(source.charAt(end)))) {
      end++;
    }
    return end;
  }

  /** Digits, perhaps a point and digits, perhaps an exponent, perhaps j. */
  private static int endOfNumber(String source, int at) {
    int end = endOfDigits(source, at);
    if (charAt(source, end) == '.') {
      end = endOfDigits(source, end + 1);
    }
    if (charAt(source, end) == 'e') {
      char sign = charAt(source, end + 1);
      end = endOfDigits(source, end + (sign == '-' || sign == '+' ? 2 : 1));
    }
    if (charAt(source, end) == 'j') {
      end++;
    }
    char next = charAt(source, end);
    return isNameStart(next) || isDigit(next) || next == '.' ? -1 : end;
  }

  private static int endOfString(String source, int at) {
    char quote = source.charAt(at);
    if (charAt(source, at + 1) == quote && charAt(source, at + 2) == quote) {
      return -1;
    }
    int end = at + 1;
    while (charAt(source, end) != quote) {
      char c = charAt(source, end);
      if (c < ' ' || c > '~') {
        return -1;
      }
      end += c == '\\' ? 2 : 1;
    }
    return end + 1;
  }

  private static int endOfDigits(String source, int at) {
    int end = at;
    while (isDigit(charAt(source, end))) {
      end++;
    }
    return end;
  }

  /** 0 beyond the end. */
  private static char charAt(String source, int at) {
    return at < source.length() ? source.charAt(at) : 0;
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
