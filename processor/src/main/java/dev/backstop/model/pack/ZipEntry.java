package dev.backstop.model.pack;

import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An entry of a zip file in memory.
 *
 * @param header where its local header begins
 * @param data where its bytes begin
 * @param packed how many bytes it takes up
 * @param size how many bytes it says it unpacks to
 */
record ZipEntry(String name, int header, int data, int packed, long size, int method, int crc) {

  static final int DEFLATED = 8;

  /** The unpacked bytes; empty if they are not of the size and checksum that the entry says. */
  Optional<byte[]> read(byte[] zip, int mostBytes) {
    if (size > mostBytes) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) size];
    if (method == DEFLATED) {
      if (!inflate(zip, bytes)) {
        return Optional.empty();
      }
    } else {
      System.arraycopy(zip, data, bytes, 0, bytes.length);
    }
    CRC32 actual = new CRC32();
    actual.update(bytes);
    return (int) actual.getValue() == crc ? Optional.of(bytes) : Optional.empty();
  }

  private boolean inflate(byte[] zip, byte[] into) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(zip, data, packed);
      int filled = 0;
      while (filled < into.length) {
        int more = inflater.inflate(into, filled, into.length - filled);
        if (more == 0) {
          return false;
        }
        filled += more;
      }
      // One more byte than the entry says must not come out.
      return inflater.inflate(new byte[1]) == 0 && inflater.finished();
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }
}
