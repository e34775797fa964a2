package dev.backstop.judge;

import dev.backstop.domain.PolicyRef;
import dev.backstop.policy.Candidate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One candidate at one tier of one version of a policy: what evidence is gathered for. A new
 * version of the policy starts anew.
 *
 * @param domain that the policy governs
 * @param candidate the name that the policy gives the model
 * @param basis what counts as evidence
 * @param cap so many labelled records on which exactly one model was right are looked at
 */
public record Trial(
    PolicyRef policy,
    String domain,
    String tier,
    String candidate,
    Candidate.Basis basis,
    int cap) {

  /** What tells trials apart. */
  public record Key(String policySha256, String tier, String candidate) {}

  private static final int ID_DIGITS = 16;

  public Key key() {
    return new Key(policy.sha256(), tier, candidate);
  }

  /** The key of its records on the topics: a digest, since names have any length. */
  public String id() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {policy.sha256(), tier, candidate}) {
        sha256.update(part.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
      }
      return HexFormat.of().formatHex(sha256.digest()).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** {@code candidate at tier under name@version#sha8}. */
  public String inWords() {
    return "model '" + candidate + "' at tier '" + tier + "' of policy " + policy.toLineage();
  }
}
