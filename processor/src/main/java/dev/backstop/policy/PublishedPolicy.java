package dev.backstop.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a policy as it travels: the document with who stands behind it.
 *
 * @param sha256 of the document, in hex
 * @param document UTF-8 YAML, as the author wrote it
 * @param at when it was published
 * @param activation how it came into force, or null if it never did
 */
@SuppressWarnings("ArrayRecordComponent") // Compared with nothing.
public record PublishedPolicy(
    String name,
    String version,
    String sha256,
    byte[] document,
    String author,
    @Nullable String approver,
    byte @Nullable [] authorSignature,
    byte @Nullable [] approverSignature,
    Instant at,
    @Nullable Activation activation) {

  /**
   * How a version came into force.
   *
   * @param by who put it in force
   * @param previous SHA-256 of the version that was in force before, or null if none was
   */
  public record Activation(String by, String why, Instant at, @Nullable String previous) {}

  /** This version with an approver. */
  public PublishedPolicy approvedBy(String approver, byte @Nullable [] signature) {
    return new PublishedPolicy(
        name,
        version,
        sha256,
        document,
        author,
        approver,
        authorSignature,
        signature,
        at,
        activation);
  }

  /** This version, put in force. */
  public PublishedPolicy activated(Activation activation) {
    return new PublishedPolicy(
        name,
        version,
        sha256,
        document,
        author,
        approver,
        authorSignature,
        approverSignature,
        at,
        activation);
  }
}
