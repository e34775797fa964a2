package dev.backstop.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps its state: a given directory, which stays, or a temporary one, which goes
 * with its owner.
 *
 * <p>It is locked while it is open. Kafka locks its directory too, but only after a second
 * controller has begun to write into the first one's metadata.
 */
final class StateDirectory {
  private final Path path;
  private final boolean temporary;
  private final FileChannel lock;

  private StateDirectory(Path path, boolean temporary, FileChannel lock) {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock;
  }

  /**
   * Opens the given directory, creating it if need be, or a new temporary one for null.
   *
   * @throws SandboxException when it cannot be created or written, or is open already
   */
  static StateDirectory open(@Nullable Path given, String owner) {
    try {
      Path path =
          given == null
              ? Files.createTempDirectory("backstop-" + owner + "-")
              : Files.createDirectories(given.toAbsolutePath().normalize());
      return new StateDirectory(path, given == null, lock(path, owner));
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

  private static FileChannel lock(Path path, String owner) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve("sandbox.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      channel.close();
      throw new SandboxException(
          "directory " + path + " is in use by another sandbox's " + owner,
          "stop that one, or give another directory, or none for a temporary one");
    }
    return channel;
  }

  /**
   * Also false when this JVM holds the lock. Closing the channel, or the end of the process, gives
   * it back.
   */
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException heldByThisJvm) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  boolean temporary() {
    return temporary;
  }

  /** Unlocks the directory, and deletes it if it is temporary. Idempotent. */
  void release() {
    try {
      lock.close();
      if (temporary) {
        deleteTree();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + path, e);
    }
  }

  private void deleteTree() throws IOException {
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException gone) {
      // Deleted already: what was wanted.
      return;
    }
  }
}
