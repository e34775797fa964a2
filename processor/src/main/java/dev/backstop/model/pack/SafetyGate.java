package dev.backstop.model.pack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks at a TorchScript file before anything loads it. A model file is a program: its code can
 * call an operator that writes a file, and its pickles can name any class. So everything in it must
 * be of a kind that is known here: its entries, its pickles' opcodes, every name in its code.
 *
 * <p>What it does not stop: a model that computes for ever or asks for much memory (the time budget
 * and the container's limit are for that), and a fault in libtorch's own parser.
 */
public final class SafetyGate {

  static final int MOST_CODE_BYTES = 16 << 20;
  static final long MOST_UNPACKED_BYTES = 2L << 30;

  private static final Pattern PLAIN =
      Pattern.compile(
          "(\\.data/)?version|byteorder|\\.data/serialization_id|\\.format_version|\\.storage_alignment"
              + "|(data|constants|traced_inputs)/\\d{1,9}");
  private static final Pattern PICKLE = Pattern.compile("(data|constants|traced_inputs)\\.pkl");
  private static final Pattern CODE = Pattern.compile("code/__torch__(/\\w+)*\\.py");
  private static final Pattern DEBUG = Pattern.compile(CODE.pattern() + "\\.debug_pkl");

  private final byte[] file;
  private final List<String> problems = new ArrayList<>();
  private final CodeScan code = new CodeScan(problems);

  private SafetyGate(byte[] file) {
    this.file = file;
  }

  /** What speaks against loading the file, in sentences; empty if nothing does. Never throws. */
  public static List<String> problems(byte[] file) {
    SafetyGate gate = new SafetyGate(file);
    gate.check();
    return List.copyOf(gate.problems);
  }

  private void check() {
    List<ZipEntry> entries = ZipEntries.read(file, problems);
    if (!problems.isEmpty()) {
      return;
    }
    if (entries.stream().mapToLong(ZipEntry::size).sum() > MOST_UNPACKED_BYTES) {
      problems.add("it unpacks to more than " + MOST_UNPACKED_BYTES + " bytes");
      return;
    }
    String root = entries.isEmpty() ? "" : rootOf(entries.get(0).name());
    for (ZipEntry entry : entries) {
      checkEntry(entry, root);
    }
    code.check();
    for (ZipEntry entry : entries) {
      checkPickle(entry, root);
    }
    for (String needed : List.of("data.pkl", "constants.pkl")) {
      if (entries.stream().noneMatch(entry -> entry.name().equals(root + needed))) {
        problems.add("it has no entry '" + needed + "'");
      }
    }
  }

  private void checkEntry(ZipEntry entry, String root) {
    String name = entry.name().startsWith(root) ? entry.name().substring(root.length()) : "";
    if (root.isEmpty() || !isExpected(name)) {
      problems.add("entry '" + CodeScan.plain(entry.name()) + "' does not belong in a model");
    } else if (CODE.matcher(name).matches()) {
      String module = name.substring("code/".length(), name.length() - ".py".length());
      read(entry).ifPresent(text -> code.add(name, module.replace('/', '.'), latin(text)));
    }
  }

  private void checkPickle(ZipEntry entry, String root) {
    String name = entry.name().startsWith(root) ? entry.name().substring(root.length()) : "";
    if (PICKLE.matcher(name).matches() || DEBUG.matcher(name).matches()) {
      read(entry).ifPresent(bytes -> PickleScan.scan(name, bytes, code.classes(), problems));
    }
  }

  private Optional<byte[]> read(ZipEntry entry) {
    Optional<byte[]> bytes = entry.read(file, MOST_CODE_BYTES);
    if (bytes.isEmpty()) {
      problems.add("entry '" + entry.name() + "' is damaged, or too large");
    }
    return bytes;
  }

  private static boolean isExpected(String name) {
    return PLAIN.matcher(name).matches()
        || PICKLE.matcher(name).matches()
        || CODE.matcher(name).matches()
        || DEBUG.matcher(name).matches();
  }

  /**
   * The folder that all entries share, with its slash: {@code model/}; empty if it is no folder.
   */
  private static String rootOf(String name) {
    int slash = name.indexOf('/');
    String folder = slash < 0 ? "" : name.substring(0, slash + 1);
    return folder.matches("[A-Za-z0-9_-]+/") ? folder : "";
  }

  private static String latin(byte[] text) {
    // One character a byte: what is not ASCII stays visible as such, and is refused.
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
