package dev.backstop.model.pack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Walks the opcodes of a pickle without executing any. Allowed are the opcodes that TorchScript's
 * own pickler writes, and the globals that it names: its tensor builders, and the classes of the
 * archive's own (scanned) code.
 */
final class PickleScan {

  private static final int GLOBAL = 'c';
  private static final int STOP = '.';

  /** Opcodes without an argument. */
  private static final String BARE = "()]}Naesudltb.RQ\u0081\u0085\u0086\u0087\u0088\u0089";

  private static final Set<String> GLOBALS =
      Set.of(
          "collections.OrderedDict",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_qtensor",
          "torch.per_tensor_affine",
          "torch.per_channel_affine",
          "torch.device",
          "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.build_complexlist",
          "torch.jit._pickle.build_tensorlist",
          "torch.jit._pickle.build_tensor_from_id",
          "torch.jit._pickle.restore_type_tag",
          "torch.FloatStorage",
          "torch.DoubleStorage",
          "torch.HalfStorage",
          "torch.BFloat16Storage",
          "torch.LongStorage",
          "torch.IntStorage",
          "torch.ShortStorage",
          "torch.CharStorage",
          "torch.ByteStorage",
          "torch.BoolStorage",
          "torch.QInt8Storage",
          "torch.QUInt8Storage",
          "torch.QInt32Storage");

  private final String where;
  private final byte[] pickle;
  private final Set<String> classes;
  private final List<String> problems;
  private int at;

  private PickleScan(String where, byte[] pickle, Set<String> classes, List<String> problems) {
    this.where = where;
    this.pickle = pickle;
    this.classes = classes;
    this.problems = problems;
  }

  /**
   * @param where names the pickle in problems
   * @param classes qualified names of the classes that the archive's own code defines
   */
  static void scan(String where, byte[] pickle, Set<String> classes, List<String> problems) {
    new PickleScan(where, pickle, classes, problems).walk();
  }

  private void walk() {
    int opcode = 0;
    while (opcode != STOP) {
      if (at >= pickle.length) {
        problems.add(where + " has no end");
        return;
      }
      opcode = pickle[at++] & 0xff;
      if (opcode == GLOBAL) {
        if (!global()) {
          problems.add(where + " is cut short");
          return;
        }
      } else if (!skipArgument(opcode)) {
        return;
      }
    }
    if (at != pickle.length) {
      problems.add(where + " goes on after its end");
    }
  }

  private boolean skipArgument(int opcode) {
    long length = argumentLength(opcode);
    if (length == NOT_ALLOWED) {
      problems.add(where + " has the opcode " + opcode + ", which TorchScript does not write");
      return false;
    }
    if (length > pickle.length - at) {
      problems.add(where + " is cut short");
      return false;
    }
    at += (int) length;
    return true;
  }

  private static final long NOT_ALLOWED = -1;

  private long argumentLength(int opcode) {
    if (BARE.indexOf(opcode) >= 0) {
      return 0;
    }
    return switch (opcode) {
      case 0x80, 'K', 'q', 'h' -> 1;
      case 'M' -> 2;
      case 'J', 'r', 'j' -> 4;
      case 'G' -> 8;
      // A length of one byte, or of four, little-endian, then so many bytes.
      case 0x8a, 'U' -> 1 + unsigned(1);
      case 'X', 'T' -> 4 + unsigned(4);
      default -> NOT_ALLOWED;
    };
  }

  private long unsigned(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes && at + i < pickle.length; i++) {
      value |= (pickle[at + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  private boolean global() {
    int moduleEnd = endOfLine(at);
    int nameEnd = moduleEnd < 0 ? -1 : endOfLine(moduleEnd + 1);
    if (nameEnd < 0) {
      return false;
    }
    String name = text(at, moduleEnd) + '.' + text(moduleEnd + 1, nameEnd);
    if (!GLOBALS.contains(name) && !classes.contains(name)) {
      problems.add(where + " names '" + CodeScan.plain(name) + "', which is not on the list");
    }
    at = nameEnd + 1;
    return true;
  }

  private String text(int from, int to) {
    return new String(pickle, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private int endOfLine(int from) {
    for (int i = from; i < pickle.length; i++) {
      if (pickle[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
