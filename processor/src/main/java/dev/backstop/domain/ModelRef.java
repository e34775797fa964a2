package dev.backstop.domain;

/**
 * Which model, exactly.
 *
 * @param sha256 digest of the package's model.yaml, which pins the digest of every other file of
 *     the package
 */
public record ModelRef(String name, String version, String sha256) {

  /** {@code name@version#sha8}, as in the lineage header {@code backstop-model}. */
  public String toLineage() {
    return name + '@' + version + '#' + sha256.substring(0, Math.min(8, sha256.length()));
  }
}
