package dev.backstop.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file in which a JVM keeps the parsed classes of the distribution. {@code bin/backstop run}
 * writes it at the first orderly end after an installation, and reads it from then on; so does
 * this.
 *
 * @param distribution the folder with {@code bin} and {@code lib}
 */
record ClassArchive(Path distribution) {

  /** Whether there is one, made from the jars as they are now. */
  boolean exists() {
    try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
      if (!Files.exists(file())) {
        return false;
      }
      FileTime made = Files.getLastModifiedTime(file());
      for (Path jar : jars.filter(entry -> entry.toString().endsWith(".jar")).toList()) {
        if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new RigException(
          distribution + " cannot be read", "build it again: rm -r " + distribution, e);
    }
  }

  /** These options, and those that read the archive if there is one. */
  List<String> reading(List<String> options) {
    return exists() ? with(options, "-XX:SharedArchiveFile=" + file()) : options;
  }

  /** These options, and those that write it. */
  List<String> writing(List<String> options) {
    return with(options, "-XX:ArchiveClassesAtExit=" + file());
  }

  private Path file() {
    return distribution.resolve("lib").resolve("backstop.jsa");
  }

  private static List<String> with(List<String> options, String more) {
    List<String> all = new ArrayList<>(options);
    all.add(more);
    return List.copyOf(all);
  }
}
