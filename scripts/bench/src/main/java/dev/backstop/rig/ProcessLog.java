package dev.backstop.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has written since it was started. A process that is started again writes on in the
 * same file.
 *
 * @param from where its part begins, in bytes
 */
record ProcessLog(Path file, long from) {
  private static final int LINES = 15;

  /** The part of whoever is started next. */
  static ProcessLog next(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new ProcessLog(file, Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the log " + file + " can be written", e);
    }
  }

  String text() {
    try {
      byte[] all = Files.readAllBytes(file);
      int begin = (int) Math.min(from, all.length);
      return new String(all, begin, all.length - begin, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  String end() {
    List<String> lines = text().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
