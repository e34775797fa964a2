package dev.backstop.model.repository;

import dev.backstop.model.pack.PackedFile;
import dev.backstop.yaml.InvalidDocumentException;
import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a version in the repository consists of. It is written after all the files it names, so a
 * folder without one is a copy that never ended.
 *
 * @param files by path
 * @param pushedBy who put it there, as they said
 */
public record Manifest(
    String name, String version, Instant pushedAt, String pushedBy, List<Entry> files) {

  /** Its file, in the folder of the version. */
  public static final String FILE = "manifest.yaml";

  static final String FORMAT = "backstop-model-manifest/1";

  private static final long MOST_BYTES = 4 << 20;
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** One file. */
  public record Entry(String path, long bytes, String sha256) {}

  public Manifest {
    files = files.stream().sorted(Comparator.comparing(Entry::path)).toList();
  }

  static List<Entry> entries(List<PackedFile> files) {
    return files.stream()
        .map(file -> new Entry(file.path(), file.size(), file.sha256()))
        .sorted(Comparator.comparing(Entry::path))
        .toList();
  }

  /** The size of all files together. */
  public long bytes() {
    return files.stream().mapToLong(Entry::bytes).sum();
  }

  /**
   * Reads the manifest of a version's folder.
   *
   * @throws InvalidDocumentException with every problem; also if there is none
   */
  static Manifest read(Path folder) {
    Problems problems = new Problems();
    Manifest manifest = parse(text(folder), problems);
    problems.throwIfAny("the manifest of " + folder);
    return manifest;
  }

  /** The manifest as a document. JSON's way of writing texts is YAML's too. */
  String toYaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("format: ").append(FORMAT).append('\n');
    yaml.append("name: ").append(quoted(name)).append('\n');
    yaml.append("version: ").append(quoted(version)).append('\n');
    yaml.append("pushedAt: ").append(quoted(pushedAt.toString())).append('\n');
    yaml.append("pushedBy: ").append(quoted(pushedBy)).append('\n');
    yaml.append("files:\n");
    for (Entry file : files) {
      yaml.append("- {path: ").append(quoted(file.path()));
      yaml.append(", bytes: ").append(file.bytes());
      yaml.append(", sha256: ").append(quoted(file.sha256())).append("}\n");
    }
    return yaml.toString();
  }

  private static String text(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
        return Files.readString(file);
      }
    } catch (IOException e) {
      throw invalid(folder, FILE + " cannot be read: " + e.getMessage());
    }
    throw invalid(
        folder, "it has no " + FILE + ": a copy that has not ended, or was not made by a push");
  }

  private static InvalidDocumentException invalid(Path folder, String problem) {
    return new InvalidDocumentException("the manifest of " + folder, List.of(problem));
  }

  private static Manifest parse(String text, Problems problems) {
    try (YamlMap document = YamlMap.parse(FILE, text, problems)) {
      if (!document.string("format").equals(FORMAT) && document.has("format")) {
        document.problem("format", "must be " + FORMAT);
      }
      List<Entry> files = new ArrayList<>();
      for (YamlMap map : document.maps("files")) {
        try (map) {
          Entry entry = new Entry(map.string("path"), map.integer("bytes"), map.string("sha256"));
          if (!DIGEST.matcher(entry.sha256()).matches()) {
            map.problem("sha256", "must be 64 lower-case hexadecimal digits");
          }
          files.add(entry);
        }
      }
      return new Manifest(
          document.string("name"),
          document.string("version"),
          instant(document),
          document.string("pushedBy"),
          files);
    }
  }

  private static Instant instant(YamlMap document) {
    String text = document.string("pushedAt");
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      if (document.has("pushedAt")) {
        document.problem("pushedAt", "must be a time such as 2026-01-01T00:00:00Z");
      }
      return Instant.EPOCH;
    }
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u").append(HEX.toHexDigits(c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
