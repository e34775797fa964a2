package dev.backstop.cli;

import dev.backstop.cli.story.PlainText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command reads and prints. Every line passes {@link PlainText}: what comes from records is
 * never more than text.
 *
 * @param live whether a person looks on, so that progress is worth showing
 */
record Terminal(BufferedReader in, PrintWriter out, PrintWriter err, boolean live) {

  /** The process's own. */
  static Terminal ofProcess() {
    return new Terminal(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true),
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true),
        Ansi.AUTO.enabled());
  }

  /** An answer, on standard output. */
  void say(String line) {
    out.println(PlainText.of(line));
  }

  void say(List<String> lines) {
    lines.forEach(this::say);
  }

  /** A remark, on standard error. */
  void note(String line) {
    err.println(PlainText.of(line));
  }

  /** JSON, on standard output; it escapes what a terminal must not get. */
  void json(Object value) {
    out.println(Json.text(value));
  }

  /** Asks for a line; null at the end of the input. */
  @Nullable String ask(String question) {
    out.print(PlainText.of(question) + ' ');
    out.flush();
    return readLine();
  }

  /** The next line of the input; null at its end. */
  @Nullable String readLine() {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
