package dev.backstop.model.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The entries of a zip file in memory, read strictly: where two readers could see different
 * entries, the file is refused. So what is checked here is what libtorch's own reader will load.
 *
 * <p>Strict means: the central directory ends right where the end records begin, and they end the
 * file; a ZIP64 end record repeats the plain one; local headers agree with the directory; entries
 * do not overlap; names are plain, and differ by more than case.
 */
final class ZipEntries {

  static final int MOST_ENTRIES = 20_000;

  private static final int END_SIZE = 22;
  private static final int LOCATOR_SIZE = 20;
  private static final int END64_SIZE = 56;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL_SIZE = 30;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final long UNSIGNED_INT = 0xffffffffL;

  private final ByteBuffer zip;
  private final List<ZipEntry> entries = new ArrayList<>();

  private ZipEntries(byte[] bytes) {
    this.zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads the directory; on a problem, adds it and gives the entries read so far. */
  static List<ZipEntry> read(byte[] bytes, List<String> problems) {
    ZipEntries reader = new ZipEntries(bytes);
    try {
      reader.readAll();
    } catch (Unreadable e) {
      problems.add(e.getMessage());
    }
    return reader.entries;
  }

  private void readAll() throws Unreadable {
    int size = zip.capacity();
    int end = size - END_SIZE;
    require(
        end >= 0 && zip.getInt(end) == END_SIGNATURE,
        "it is no zip file that ends as one should; it may be cut short");
    require(zip.getInt(end + 4) == 0 && ushort(end + 20) == 0, "the end of the zip is unusual");
    int count = ushort(end + 10);
    long length = uint(end + 12);
    long offset = uint(end + 16);
    int directoryEnd = end;
    if (end >= LOCATOR_SIZE + END64_SIZE && zip.getInt(end - LOCATOR_SIZE) == LOCATOR_SIGNATURE) {
      directoryEnd = end - LOCATOR_SIZE - END64_SIZE;
      requireSameEnd(directoryEnd, count, length, offset);
    }
    require(count == ushort(end + 8) && count <= MOST_ENTRIES, "it has too many entries");
    require(offset + length == directoryEnd, "its directory is not where it should be");
    readDirectory((int) offset, directoryEnd, count);
    requireApart((int) offset);
  }

  private void requireSameEnd(int at, int count, long length, long offset) throws Unreadable {
    require(
        zip.getInt(at) == END64_SIGNATURE
            && zip.getLong(at + END64_SIZE + 8) == at
            && zip.getLong(at + 4) == END64_SIZE - 12
            && zip.getLong(at + 16) == 0
            && zip.getLong(at + 24) == count
            && zip.getLong(at + 32) == count
            && zip.getLong(at + 40) == length
            && zip.getLong(at + 48) == offset,
        "its two end records do not agree");
  }

  private void readDirectory(int begin, int end, int count) throws Unreadable {
    Set<String> names = new HashSet<>();
    int at = begin;
    for (int i = 0; i < count; i++) {
      require(
          at + CENTRAL_SIZE <= end && zip.getInt(at) == CENTRAL_SIGNATURE,
          "its directory is damaged");
      int nameLength = ushort(at + 28);
      int next = at + CENTRAL_SIZE + nameLength + ushort(at + 30) + ushort(at + 32);
      require(next <= end, "its directory is damaged");
      String name = name(at + CENTRAL_SIZE, nameLength);
      require(names.add(name.toLowerCase(Locale.ROOT)), "entry '" + name + "' stands twice");
      entries.add(entry(at, name, begin));
      at = next;
    }
    require(at == end, "its directory holds more than its entries");
  }

  private ZipEntry entry(int at, String name, int limit) throws Unreadable {
    int method = ushort(at + 10);
    long packed = uint(at + 20);
    long size = uint(at + 24);
    long local = uint(at + 42);
    String where = "entry '" + name + "' ";
    require((zip.getShort(at + 8) & 1) == 0, where + "is encrypted");
    require(method == 0 || method == ZipEntry.DEFLATED, where + "is packed in an unusual way");
    require(method != 0 || packed == size, where + "has two sizes");
    require(
        local + LOCAL_SIZE <= limit && zip.getInt((int) local) == LOCAL_SIGNATURE,
        where + "is not where the directory says");
    int nameLength = ushort((int) local + 26);
    long data = local + LOCAL_SIZE + nameLength + ushort((int) local + 28);
    require(data + packed <= limit, where + "is cut short");
    require(
        method == ushort((int) local + 8)
            && name.equals(name((int) local + LOCAL_SIZE, nameLength)),
        where + "differs from its own header");
    int crc = zip.getInt(at + 16);
    return new ZipEntry(name, (int) local, (int) data, (int) packed, size, method, crc);
  }

  private void requireApart(int limit) throws Unreadable {
    int free = 0;
    List<ZipEntry> inOrder = new ArrayList<>(entries);
    inOrder.sort(Comparator.comparingInt(ZipEntry::header));
    for (ZipEntry entry : inOrder) {
      require(entry.header() >= free, "entry '" + entry.name() + "' overlaps another");
      free = entry.data() + entry.packed();
    }
    require(free <= limit, "its entries overlap its directory");
  }

  private String name(int at, int length) throws Unreadable {
    for (int i = at; i < at + length; i++) {
      require(zip.get(i) > ' ' && zip.get(i) < 0x7f, "the name of an entry is not plain ASCII");
    }
    return new String(zip.array(), at, length, StandardCharsets.US_ASCII);
  }

  private int ushort(int at) {
    return zip.getShort(at) & 0xffff;
  }

  private long uint(int at) {
    return zip.getInt(at) & UNSIGNED_INT;
  }

  private static void require(boolean holds, String otherwise) throws Unreadable {
    if (!holds) {
      throw new Unreadable(otherwise);
    }
  }

  /** Ends the reading; never leaves this class. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }
}
