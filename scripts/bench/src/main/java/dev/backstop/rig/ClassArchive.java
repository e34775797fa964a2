package dev.backstop.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The file in which a JVM keeps the parsed classes of the distribution. {@code bin/backstop run}
 * writes one at the first orderly end after an installation, and reads it from then on; so does
 * this, with one of its own.
 *
 * @param file one for the jars as they are now
 */
record ClassArchive(Path file) {

  /**
   * Of a distribution.
   *
   * @param distribution the folder with {@code bin} and {@code lib}
   */
  static ClassArchive of(Path distribution) {
    Path lib = distribution.resolve("lib");
    CRC32 key = new CRC32();
    try (Stream<Path> entries = Files.list(lib)) {
      for (Path jar : entries.filter(one -> one.toString().endsWith(".jar")).sorted().toList()) {
        String name = jar.getFileName().toString();
        key.update((name + Files.size(jar)).getBytes(StandardCharsets.UTF_8));
        if (name.startsWith("backstop-")) {
          // Every build gives them the same date, and some the same size.
          key.update(Files.readAllBytes(jar));
        }
      }
    } catch (IOException e) {
      throw new RigException(
          distribution + " cannot be read", "build it again: rm -r " + distribution, e);
    }
    return new ClassArchive(lib.resolve("rig-" + Long.toHexString(key.getValue()) + ".jsa"));
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** These options, and those that read the archive if there is one. */
  List<String> reading(List<String> options) {
    return exists() ? with(options, "-XX:SharedArchiveFile=" + file) : options;
  }

  /** These options, and those that write it. */
  List<String> writing(List<String> options) {
    return with(options, "-XX:ArchiveClassesAtExit=" + file);
  }

  private static List<String> with(List<String> options, String more) {
    List<String> all = new ArrayList<>(options);
    all.add(more);
    return List.copyOf(all);
  }
}
