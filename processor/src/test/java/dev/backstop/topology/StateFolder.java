package dev.backstop.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;

/**
 * A folder for stores, in memory where that can be had: their files are made, forced and removed
 * for every harness, which on a disk takes most of a test's time.
 *
 * @param path of the folder, which is removed when it is closed
 */
record StateFolder(Path path) implements AutoCloseable {

  private static final Path MEMORY = Path.of("/dev/shm");

  /** Several times what one harness takes: RocksDB sets 4 MiB aside for each store. */
  private static final long ROOM = 256L << 20;

  static StateFolder make() {
    try {
      return new StateFolder(
          Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ROOM
              ? Files.createTempDirectory(MEMORY, "backstop-test-")
              : Files.createTempDirectory("backstop-test-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Utils.delete(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
