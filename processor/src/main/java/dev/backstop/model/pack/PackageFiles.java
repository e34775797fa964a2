package dev.backstop.model.pack;

import dev.backstop.yaml.YamlMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that a package names, read once: what was checked is what is used, whatever happens to
 * the folder afterwards.
 */
final class PackageFiles {

  static final long MOST_BYTES = 1L << 30;

  private final Path folder;
  private final Set<String> named = new HashSet<>();
  private final Map<String, PackedFile> contents = new TreeMap<>();

  PackageFiles(Path folder) {
    this.folder = folder;
  }

  /** Reads one entry of {@code files}, and compares its digest. */
  void read(YamlMap entry) {
    String path = entry.string("path");
    String digest = entry.string("sha256");
    if (!digest.isEmpty() && !Sha256.isDigest(digest)) {
      entry.problem("sha256", "must be 64 lower-case hexadecimal digits");
    }
    if (path.isEmpty()) {
      return;
    }
    if (!named.add(path)) {
      entry.problem("path", "names '" + path + "', which stands there twice");
      return;
    }
    Optional<Path> file = inside(path);
    if (file.isEmpty()) {
      entry.problem("path", "must stay inside the package's folder");
      return;
    }
    try {
      if (!Files.isRegularFile(file.get())) {
        entry.problem("path", "names '" + path + "', which is not there");
      } else if (Files.size(file.get()) > MOST_BYTES) {
        entry.problem(
            "path", "names '" + path + "', which is larger than " + MOST_BYTES + " bytes");
      } else {
        byte[] bytes = Files.readAllBytes(file.get());
        String actual = Sha256.of(bytes);
        contents.put(path, new PackedFile(path, actual, bytes));
        if (Sha256.isDigest(digest) && !actual.equals(digest)) {
          entry.problem("sha256", "is not the digest of '" + path + "', which is " + actual);
        }
      }
    } catch (IOException e) {
      entry.problem("path", "names '" + path + "', which cannot be read: " + e.getMessage());
    }
  }

  /** Whether the package names the file. */
  boolean has(String path) {
    return named.contains(path);
  }

  /** What the file holds; empty if it was not named, or could not be read. */
  Optional<byte[]> bytes(String path) {
    return Optional.ofNullable(contents.get(path)).map(PackedFile::bytes);
  }

  /** All that was read, by path. */
  Collection<PackedFile> all() {
    return contents.values();
  }

  /** The file's text; empty if there is none, or it is not UTF-8. */
  Optional<String> text(String path) {
    return bytes(path).flatMap(PackageFiles::utf8);
  }

  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The file, if its path is relative and it lies in the folder, links followed. */
  private Optional<Path> inside(String path) {
    try {
      Path file = folder.resolve(path).normalize();
      boolean plain = !Path.of(path).isAbsolute() && !path.contains("\\") && !path.contains("..");
      if (!plain || !file.startsWith(folder.normalize())) {
        return Optional.empty();
      }
      boolean leaves = Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath());
      return leaves ? Optional.empty() : Optional.of(file);
    } catch (InvalidPathException | IOException e) {
      return Optional.empty();
    }
  }
}
