package dev.backstop.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command is to write. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Makes sure that it can be written, before the long way to what is written.
   *
   * @param option that names the file
   */
  static void requireWritable(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      throw CommandException.usage(
          option + ": " + file + " cannot be written; give a file in a directory that can");
    }
  }
}
