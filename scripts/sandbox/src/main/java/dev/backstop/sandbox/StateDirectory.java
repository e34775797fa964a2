package dev.backstop.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps its state: a given directory, which stays, or a temporary one, which goes
 * with its owner.
 */
record StateDirectory(Path path, boolean temporary) {

  /**
   * Opens the given directory, creating it if need be, or a new temporary one for null.
   *
   * @throws SandboxException when it cannot be created or written
   */
  static StateDirectory open(@Nullable Path given, String owner) {
    try {
      if (given == null) {
        return new StateDirectory(Files.createTempDirectory("backstop-" + owner + "-"), true);
      }
      Path directory = Files.createDirectories(given.toAbsolutePath().normalize());
      // Files.isWritable is true for root and on read-only mounts alike; writing is the only honest
      // test.
      Files.delete(Files.createTempFile(directory, "writable", ".tmp"));
      return new StateDirectory(directory, false);
    } catch (IOException e) {
      throw new SandboxException(
          "directory "
              + (given == null ? System.getProperty("java.io.tmpdir") : given)
              + " of the "
              + owner
              + " cannot be written ("
              + e
              + ")",
          "give a directory that this user may create and write, or none for a temporary one",
          e);
    }
  }

  /** Deletes the directory if it is temporary. Files that vanish meanwhile are not an error. */
  void release() {
    if (!temporary) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }
}
