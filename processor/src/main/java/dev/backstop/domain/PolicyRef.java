package dev.backstop.domain;

/**
 * Which policy, exactly.
 *
 * @param sha256 digest of the policy document's bytes
 */
public record PolicyRef(String name, String version, String sha256) {

  /** {@code name@version#sha8}, as in the lineage header {@code backstop-policy}. */
  public String toLineage() {
    return name + '@' + version + '#' + sha256.substring(0, Math.min(8, sha256.length()));
  }
}
