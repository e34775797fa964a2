package dev.backstop.signing;

import dev.backstop.control.Control;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The secret key by which an instance signs what playbooks set. What it signs is signed for
 * playbooks: it is of no use as an operator's, whatever key it is.
 */
public final class ControlKey {

  private static final String SUFFIX = ".key.pem";

  private final String name;
  private final PrivateKey secret;

  private ControlKey(String name, PrivateKey secret) {
    this.name = name;
    this.secret = secret;
  }

  /**
   * The key in a file called {@code <name>.key.pem}; null if there is none.
   *
   * @param key of the configuration that names the file
   * @param problems gets why there is none; never what the file holds
   */
  public static @Nullable ControlKey read(String key, Path file, Consumer<String> problems) {
    String called = file.getFileName().toString();
    if (!called.endsWith(SUFFIX) || called.length() == SUFFIX.length()) {
      problems.accept(
          "'" + key + "': " + file + " must be called <name>" + SUFFIX + ", after the instance");
      return null;
    }
    try {
      String name = called.substring(0, called.length() - SUFFIX.length());
      return new ControlKey(name, KeyFiles.privateKey(file));
    } catch (IOException e) {
      problems.accept("'" + key + "': " + e.getMessage());
      return null;
    }
  }

  /** By this name its public key is trusted. */
  public String name() {
    return name;
  }

  public byte[] sign(Control control) {
    return sign(control.canonical());
  }

  byte[] sign(byte[] document) {
    return Signatures.sign(secret, Part.PLAYBOOK, name, document);
  }

  /** Its name, and nothing of what is secret. */
  @Override
  public String toString() {
    return "ControlKey[" + name + "]";
  }
}
