package dev.backstop.model.pack;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Model packages for tests: those of the repository, and changed copies of them. */
public final class Packages {

  private static final Path FIXTURES = Path.of("src/test/resources/models");
  private static final Path CREDIT = Path.of("../scripts/credit/models");

  private Packages() {}

  /** The folder of a test package: linear, tokens, writes-file … */
  public static Path fixture(String name) {
    return FIXTURES.resolve(name);
  }

  /** The folder of a credit model: primary or secondary. */
  public static Path credit(String name) {
    return CREDIT.resolve(name);
  }

  /** Copies a package, and changes its document's text. */
  public static Path withDocument(Path from, Path to, UnaryOperator<String> change) {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
      Path document = to.resolve(ModelPackage.DOCUMENT);
      Files.writeString(document, change.apply(Files.readString(document)));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a package, and changes the entries of its model file, keeping its digest right. */
  public static Path withModel(Path from, Path to, Consumer<Map<String, byte[]>> change) {
    Map<String, byte[]> entries = unzip(bytes(from));
    String before = Sha256.of(bytes(from));
    change.accept(entries);
    byte[] changed = zip(entries);
    withDocument(from, to, text -> text.replace(before, Sha256.of(changed)));
    try {
      Files.write(to.resolve("model.pt"), changed);
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The package's model file. */
  public static byte[] bytes(Path folder) {
    try {
      return Files.readAllBytes(folder.resolve("model.pt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces text in the one source file of a test package. */
  public static Consumer<Map<String, byte[]>> code(UnaryOperator<String> change) {
    return entries ->
        entries.compute(
            "model/code/__torch__.py",
            (name, text) ->
                change
                    .apply(new String(text == null ? new byte[0] : text, StandardCharsets.US_ASCII))
                    .getBytes(StandardCharsets.UTF_8));
  }

  static Map<String, byte[]> unzip(byte[] zip) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
