package dev.backstop.model.repository;

import dev.backstop.domain.ModelName;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.pack.PackedFile;
import dev.backstop.yaml.InvalidDocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of model packages: {@code name/version/} holds the files of one, and its {@link
 * Manifest}.
 *
 * <p>Invariants: a version appears whole or not at all, since it is written beside and renamed into
 * its place; a version that is there is never changed by a push; what {@link #read} gives has the
 * digests that the manifest says, of the very bytes that are given.
 */
public final class ModelRepository {

  private final Path root;

  public ModelRepository(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** What became of a push. */
  public enum Pushed {
    /** The version is there now. */
    ADDED,
    /** It was there, with the same bytes; nothing was changed. */
    THERE_ALREADY
  }

  /** A version as the listing has it: its manifest, or what is wrong with it. */
  public sealed interface Found {
    String name();

    String version();

    /** Whose manifest can be read; the files are not looked at. */
    record Version(Manifest manifest) implements Found {
      @Override
      public String name() {
        return manifest.name();
      }

      @Override
      public String version() {
        return manifest.version();
      }
    }

    /** A folder that is no version. */
    record Unusable(String name, String version, List<String> problems) implements Found {
      public Unusable {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Whether there is something under that name and version, whole or not. */
  public boolean has(String name, String version) {
    return ModelName.isWord(name)
        && ModelName.isWord(version)
        && Files.isDirectory(folder(name, version));
  }

  /**
   * Reads a version, and checks all of it: the manifest, sizes, digests, the package itself.
   *
   * @throws InvalidDocumentException with every problem
   */
  public ModelPackage read(String name, String version) {
    Path folder = folder(name, version);
    String what = "model " + name + '@' + version + " in the repository " + root;
    if (!has(name, version)) {
      throw new InvalidDocumentException(what, List.of("it is not there"));
    }
    List<String> problems = new ArrayList<>();
    if (!isInside(folder, root)) {
      throw new InvalidDocumentException(what, List.of("its folder is a link to somewhere else"));
    }
    Manifest manifest = Manifest.read(folder);
    for (Manifest.Entry entry : manifest.files()) {
      problemOf(folder, entry).ifPresent(problems::add);
    }
    if (!manifest.name().equals(name) || !manifest.version().equals(version)) {
      problems.add("its manifest is that of " + manifest.name() + '@' + manifest.version());
    }
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(what, problems);
    }
    ModelPackage read = ModelPackage.read(folder);
    problems.addAll(differences(manifest, read));
    if (!read.ref().name().equals(name) || !read.ref().version().equals(version)) {
      problems.add("its model.yaml is that of " + read.ref().toLineage());
    }
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(what, problems);
    }
    return read;
  }

  /**
   * Adds a version.
   *
   * @param checked the package
   * @throws InvalidDocumentException if something else is there under its name and version
   * @throws IOException if it cannot be written; then nothing is there
   */
  public Pushed push(ModelPackage checked, Instant at, String by) throws IOException {
    String name = checked.ref().name();
    String version = checked.ref().version();
    if (checked.files().stream().anyMatch(file -> file.path().equals(Manifest.FILE))) {
      throw refusal(name, version, "a package must not have a file " + Manifest.FILE);
    }
    Manifest manifest = new Manifest(name, version, at, by, Manifest.entries(checked.files()));
    if (has(name, version) || !Publication.of(root, manifest, checked.files())) {
      return same(name, version, manifest);
    }
    return Pushed.ADDED;
  }

  /** What there is, by name and then by the time of its push. */
  public List<Found> list() throws IOException {
    List<Found> found = new ArrayList<>();
    for (Path model : folders(root)) {
      List<Found> versions = new ArrayList<>();
      for (Path version : folders(model)) {
        versions.add(found(model, version));
      }
      versions.sort((a, b) -> pushedAt(a).compareTo(pushedAt(b)));
      found.addAll(versions);
    }
    return List.copyOf(found);
  }

  private Pushed same(String name, String version, Manifest pushed) {
    Manifest there;
    try {
      read(name, version);
      there = Manifest.read(folder(name, version));
    } catch (InvalidDocumentException e) {
      throw refusal(
          name,
          version,
          "it is there already, and damaged ("
              + String.join("; ", e.problems())
              + "): take the folder "
              + folder(name, version)
              + " away and push again");
    }
    if (!there.files().equals(pushed.files())) {
      throw refusal(
          name,
          version,
          "it is there already with other contents (pushed at "
              + there.pushedAt()
              + " by "
              + there.pushedBy()
              + "); a version never changes: give the package a new version");
    }
    return Pushed.THERE_ALREADY;
  }

  private InvalidDocumentException refusal(String name, String version, String problem) {
    return new InvalidDocumentException(
        "the push of " + name + '@' + version + " to " + root, List.of(problem));
  }

  /** Whether it lies in the folder when all links are followed. */
  private static boolean isInside(Path path, Path folder) {
    try {
      return path.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> problemOf(Path folder, Manifest.Entry entry) {
    String where = "file '" + entry.path() + "' ";
    try {
      Path file = folder.resolve(entry.path()).normalize();
      if (!file.startsWith(folder) || file.equals(folder)) {
        return Optional.of(where + "lies outside of the folder");
      }
      if (!Files.isRegularFile(file)) {
        return Optional.of(where + "is not there");
      }
      if (!isInside(file, folder)) {
        return Optional.of(where + "lies outside of the folder");
      }
      long size = Files.size(file);
      return size == entry.bytes()
          ? Optional.empty()
          : Optional.of(where + "has " + size + " bytes, and must have " + entry.bytes());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(where + "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static List<String> differences(Manifest manifest, ModelPackage read) {
    Map<String, PackedFile> files = new HashMap<>();
    read.files().forEach(file -> files.put(file.path(), file));
    List<String> problems = new ArrayList<>();
    for (Manifest.Entry entry : manifest.files()) {
      PackedFile file = files.remove(entry.path());
      if (file == null) {
        problems.add("its manifest names '" + entry.path() + "', which its model.yaml does not");
      } else if (!file.sha256().equals(entry.sha256())) {
        problems.add("file '" + entry.path() + "' does not have the digest of the manifest");
      }
    }
    files.keySet().forEach(path -> problems.add("its manifest does not name '" + path + "'"));
    return problems;
  }

  private Found found(Path model, Path folder) {
    String name = String.valueOf(model.getFileName());
    String version = String.valueOf(folder.getFileName());
    try {
      Manifest manifest = Manifest.read(folder);
      return manifest.name().equals(name) && manifest.version().equals(version)
          ? new Found.Version(manifest)
          : new Found.Unusable(
              name,
              version,
              List.of("its manifest is that of " + manifest.name() + '@' + manifest.version()));
    } catch (InvalidDocumentException e) {
      return new Found.Unusable(name, version, e.problems());
    }
  }

  private static Instant pushedAt(Found found) {
    return found instanceof Found.Version version ? version.manifest().pushedAt() : Instant.MAX;
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(path -> ModelName.isWord(String.valueOf(path.getFileName())))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Path folder(String name, String version) {
    return root.resolve(name).resolve(version);
  }
}
