package dev.backstop.decision;

import dev.backstop.policy.Candidate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The coin that says which requests a candidate is tried on: a hash of what is tried and the
 * request's id. Another candidate, another tier and the other way of trying have other coins.
 */
final class StickyCoin {

  private static final double UNIT = 0x1.0p-53;

  private StickyCoin() {}

  /** A number from 0 to 1, 1 excluded: the first 53 bits of the hash. */
  static double of(Candidate candidate, String requestId) {
    String salt = candidate.mode().name() + '\0' + candidate.tier() + '\0' + candidate.model();
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((salt + '\0').getBytes(StandardCharsets.UTF_8));
      byte[] hash = sha256.digest(requestId.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(hash).getLong() >>> 11) * UNIT;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
