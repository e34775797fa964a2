package dev.backstop.model.pack;

import dev.backstop.domain.ModelRef;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.yaml.InvalidDocumentException;
import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A model package that has passed every check. There is no other way to get one, so whoever holds
 * it may load it.
 *
 * <p>It holds its files' bytes, the very ones that were checked; let go of it after loading.
 */
public final class ModelPackage {

  public static final String DOCUMENT = "model.yaml";

  private static final long MOST_DOCUMENT_BYTES = 4 << 20;

  private final ModelDescriptor descriptor;
  private final byte[] model;
  private final List<PackedFile> files;

  private ModelPackage(ModelDescriptor descriptor, byte[] model, List<PackedFile> files) {
    this.descriptor = descriptor;
    this.model = model;
    this.files = List.copyOf(files);
  }

  /**
   * Reads and checks the package in a folder: the document, its meaning, the files and their
   * digests, and the safety of the model file.
   *
   * @throws InvalidDocumentException with all problems, if there are any
   */
  public static ModelPackage read(Path folder) {
    Problems problems = new Problems();
    String what = "model package " + folder;
    byte[] document = document(folder, what);
    String text =
        PackageFiles.utf8(document)
            .orElseThrow(
                () -> new InvalidDocumentException(what, List.of(DOCUMENT + " is not UTF-8 text")));
    YamlMap map = YamlMap.parse(DOCUMENT, text, problems);
    if (map.keySet().isEmpty()) {
      problems.throwIfAny(what);
    }
    PackageFiles files = new PackageFiles(folder);
    String sha256 = Sha256.of(document);
    ModelDescriptor descriptor = new DescriptorReader(map, files).read(sha256);
    byte[] model = files.bytes(DescriptorReader.MODEL_FILE).orElse(null);
    if (model != null) {
      for (String problem : SafetyGate.problems(model)) {
        problems.add(DescriptorReader.MODEL_FILE + ": " + problem);
      }
    }
    problems.throwIfAny(what);
    List<PackedFile> all = new ArrayList<>(files.all());
    all.add(0, new PackedFile(DOCUMENT, sha256, document));
    return new ModelPackage(
        descriptor, Objects.requireNonNull(model, DescriptorReader.MODEL_FILE), all);
  }

  public ModelDescriptor descriptor() {
    return descriptor;
  }

  public ModelRef ref() {
    return descriptor.ref();
  }

  /** The checked TorchScript file. */
  public InputStream model() {
    return new ByteArrayInputStream(model);
  }

  /** All files that belong to the package, the document first. */
  public List<PackedFile> files() {
    return files;
  }

  private static byte[] document(Path folder, String what) {
    Path file = folder.resolve(DOCUMENT);
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_DOCUMENT_BYTES) {
        return Files.readAllBytes(file);
      }
      throw new InvalidDocumentException(what, List.of(DOCUMENT + " is not there, or too large"));
    } catch (IOException e) {
      throw new InvalidDocumentException(
          what, List.of(DOCUMENT + " cannot be read: " + e.getMessage()));
    }
  }
}
