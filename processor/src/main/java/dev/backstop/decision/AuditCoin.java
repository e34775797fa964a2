package dev.backstop.decision;

import dev.backstop.domain.AuditDraw;
import dev.backstop.policy.Audit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The coin that says which requests are on the audit panel: a hash of a salt and the request's id.
 * So it falls the same way each time it is tossed, here or by anybody later, and has nothing to do
 * with what the request holds or what became of it.
 *
 * <p>Tossed for every request that is answered, hence one digest for many tosses. Belongs to one
 * thread.
 */
public final class AuditCoin {

  private static final double UNIT = 0x1.0p-53;

  private static final ThreadLocal<AuditCoin> OWN = ThreadLocal.withInitial(AuditCoin::new);

  private final MessageDigest sha256;
  private final byte[] hash = new byte[32];
  private final ByteBuffer read = ByteBuffer.wrap(hash);

  /** The last salt, and its bytes with the zero that ends it. */
  private String salt = "";

  private byte[] salted = {0};

  public AuditCoin() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The coin of the thread that asks, for functions that have no place to keep one. */
  static AuditCoin ofThisThread() {
    return OWN.get();
  }

  /** How the coin falls; null if the policy has no panel. */
  public @Nullable AuditDraw toss(Audit audit, String requestId) {
    if (!audit.draws()) {
      return null;
    }
    boolean drawn = uniform(audit.salt(), requestId) < audit.rate();
    return new AuditDraw(audit.salt(), audit.epoch(), audit.rate(), drawn ? half() : null);
  }

  /** A number from 0 to 1, 1 excluded: the first 53 bits of the hash. */
  double uniform(String salt, String requestId) {
    if (!salt.equals(this.salt)) {
      this.salt = salt;
      this.salted = (salt + '\0').getBytes(StandardCharsets.UTF_8);
    }
    sha256.update(salted);
    sha256.update(requestId.getBytes(StandardCharsets.UTF_8));
    try {
      int unused = sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes have room for SHA-256", e);
    }
    return (read.getLong(0) >>> 11) * UNIT;
  }

  /** The first bit of the next eight bytes of the hash last made: none of those above. */
  private AuditDraw.Half half() {
    return read.getLong(Long.BYTES) < 0 ? AuditDraw.Half.CERTIFICATION : AuditDraw.Half.CALIBRATION;
  }
}
