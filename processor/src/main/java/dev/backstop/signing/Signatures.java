package dev.backstop.signing;

import dev.backstop.domain.Drill;
import dev.backstop.drill.DrillMark;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;

/**
 * Signatures of policies, activations, controls and drills' marks. What is signed are the
 * document's bytes as they are, or those of the activation's, control's or mark's fields, after the
 * part and the name of the one who signs: an author's signature is of no use as an approver's or an
 * operator's, nor as that of another author.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032</a>
 */
public final class Signatures {

  private static final String CONTEXT = "backstop-policy-signature/1";

  private Signatures() {}

  public static byte[] sign(PrivateKey key, Part part, String signer, byte[] document) {
    try {
      Signature signature = Signature.getInstance(KeyFiles.ALGORITHM);
      signature.initSign(key);
      signature.update(canonical(part, signer, document));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot sign", e);
    }
  }

  /** The mark that makes the request with this id one of a drill. */
  public static DrillMark mark(
      PrivateKey key, String signer, Drill drill, Instant expires, String requestId) {
    DrillMark unsigned = new DrillMark(signer, drill, expires, new byte[0]);
    return new DrillMark(
        signer, drill, expires, sign(key, Part.DRILL, signer, unsigned.canonical(requestId)));
  }

  static boolean verifies(
      PublicKey key, Part part, String signer, byte[] document, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(KeyFiles.ALGORITHM);
      verifier.initVerify(key);
      verifier.update(canonical(part, signer, document));
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static byte[] canonical(Part part, String signer, byte[] document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String word : new String[] {CONTEXT, part.name(), signer}) {
      bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    bytes.writeBytes(document);
    return bytes.toByteArray();
  }
}
