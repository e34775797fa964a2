package dev.backstop.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the generated documents to the folder named, such as {@code topology-docs/generated}. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("name the folder to write to, and nothing else");
    }
    write(Path.of(arguments[0]));
  }

  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Page page : Pages.all()) {
      Files.writeString(folder.resolve(page.file()), page.text());
    }
  }
}
