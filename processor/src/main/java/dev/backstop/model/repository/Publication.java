package dev.backstop.model.repository;

import dev.backstop.model.pack.PackedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a version into a folder that nobody looks at, each file down to the disk and the manifest
 * last, and then gives the folder its name in one step.
 */
final class Publication {

  /** On the same file system as the repository; its name is none that a model may have. */
  private static final String INCOMING = ".incoming";

  private Publication() {}

  /**
   * Publishes the version.
   *
   * @return false if something was there before; then nothing was changed
   */
  static boolean of(Path root, Manifest manifest, List<PackedFile> files) throws IOException {
    Path incoming = root.resolve(INCOMING).resolve(UUID.randomUUID().toString());
    Path place = root.resolve(manifest.name()).resolve(manifest.version());
    Files.createDirectories(incoming);
    try {
      for (PackedFile file : files) {
        Path path = incoming.resolve(file.path());
        Files.createDirectories(path.getParent());
        write(path, file::writeTo);
      }
      byte[] document = manifest.toYaml().getBytes(StandardCharsets.UTF_8);
      write(incoming.resolve(Manifest.FILE), out -> out.write(document));
      Files.createDirectories(place.getParent());
      return rename(incoming, place);
    } finally {
      delete(incoming);
    }
  }

  private static boolean rename(Path incoming, Path place) throws IOException {
    try {
      Files.move(incoming, place, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Somebody else has pushed the same version meanwhile. A folder with contents is not
      // replaced.
      if (Files.exists(place)) {
        return false;
      }
      throw e;
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void write(Path path, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      content.writeTo(out);
      channel.force(true);
    }
  }

  /** What is left of a push that failed; after one that went well there is nothing. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
