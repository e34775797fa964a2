package dev.backstop.rig;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a child JVM: the same Java as this one's. */
public final class Jvm {

  private Jvm() {}

  /** A main class on this JVM's own class path. */
  public static List<String> command(List<String> options, String main, List<String> arguments) {
    return command(options, System.getProperty("java.class.path"), main, arguments);
  }

  /** A main class on another class path. */
  static List<String> command(
      List<String> options, String classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }

  /** Entries of a class path, the first wins. */
  static String classPath(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }
}
