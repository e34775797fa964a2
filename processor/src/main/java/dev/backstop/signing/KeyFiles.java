package dev.backstop.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * Ed25519 keys in PEM files, as OpenSSL writes and reads them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8410">RFC 8410</a>
 */
public final class KeyFiles {

  static final String ALGORITHM = "Ed25519";

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private KeyFiles() {}

  /** The files of a new pair. */
  public record Pair(Path privateKey, Path publicKey) {}

  /**
   * Makes a pair, as {@code <name>.key.pem}, which only its owner may read, and {@code
   * <name>.pub.pem}.
   *
   * @throws IOException if a file is there already or cannot be written
   */
  public static Pair generate(String name, Path folder) throws IOException {
    KeyPair pair;
    try {
      pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform since 15 has " + ALGORITHM, e);
    }
    Files.createDirectories(folder);
    Path secret = folder.resolve(name + ".key.pem");
    Path open = folder.resolve(name + ".pub.pem");
    create(secret, true);
    Files.writeString(secret, pem(PRIVATE, pair.getPrivate().getEncoded()));
    create(open, false);
    Files.writeString(open, pem(PUBLIC, pair.getPublic().getEncoded()));
    return new Pair(secret, open);
  }

  /**
   * The private key in the file.
   *
   * @throws IOException if there is none; the message never holds what the file does
   */
  public static PrivateKey privateKey(Path file) throws IOException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(content(PRIVATE, file)));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no Ed25519 private key", e);
    }
  }

  /**
   * The public key in the file.
   *
   * @throws IOException if there is none
   */
  public static PublicKey publicKey(Path file) throws IOException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(content(PUBLIC, file)));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no Ed25519 public key", e);
    }
  }

  private static void create(Path file, boolean secret) throws IOException {
    boolean posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
    if (secret && posix) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
          .close();
    }
  }

  private static String pem(String kind, byte[] bytes) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }

  private static byte[] content(String kind, Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN " + kind + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + kind + "-----");
    if (from < 0 || to < from) {
      throw new IOException(file + " is not a PEM file with a " + kind);
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged", e);
    }
  }
}
