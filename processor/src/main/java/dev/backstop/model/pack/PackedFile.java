package dev.backstop.model.pack;

import java.io.IOException;
import java.io.OutputStream;

/** A file of a package: its very bytes, as they were when the package was checked. */
public final class PackedFile {

  private final String path;
  private final String sha256;
  private final byte[] bytes;

  /**
   * A file that was read.
   *
   * @param path inside the package
   * @param sha256 of the bytes
   */
  PackedFile(String path, String sha256, byte[] bytes) {
    this.path = path;
    this.sha256 = sha256;
    this.bytes = bytes;
  }

  public String path() {
    return path;
  }

  /** Digest of the bytes, in 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  public long size() {
    return bytes.length;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  byte[] bytes() {
    return bytes;
  }
}
