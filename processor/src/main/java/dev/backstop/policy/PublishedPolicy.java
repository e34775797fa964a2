package dev.backstop.policy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
   * @param at to the millisecond, as it travels
   * @param previous SHA-256 of the version that was in force before, or null if none was
   * @param signature of who put it in force; null if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared with nothing.
  public record Activation(
      String by, String why, Instant at, @Nullable String previous, byte @Nullable [] signature) {

    /** How far the clock of who puts a version in force may be ahead. */
    public static final Duration AHEAD = Duration.ofMinutes(5);

    /** What names an activation's bytes, so that they are no other signed thing's. */
    private static final String CONTEXT = "backstop-activation/1";

    /** An activation that nobody has signed. */
    public Activation(String by, String why, Instant at, @Nullable String previous) {
      this(by, why, Instant.ofEpochMilli(at.toEpochMilli()), previous, null);
    }

    /** Whether its time is further ahead than a clock may be. */
    public boolean isAhead(Instant now) {
      return at.isAfter(now.plus(AHEAD));
    }

    /** This activation with a signature. */
    public Activation signed(byte @Nullable [] signature) {
      return new Activation(by, why, at, previous, signature);
    }

    /** What is signed: for which domain and version it is, and each field, after its length. */
    public byte[] canonical(String domain, String sha256) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      put(bytes, CONTEXT);
      put(bytes, domain);
      put(bytes, sha256);
      put(bytes, by);
      put(bytes, why);
      put(bytes, Long.toString(at.toEpochMilli()));
      put(bytes, previous == null ? "" : previous);
      return bytes.toByteArray();
    }

    private static void put(ByteArrayOutputStream bytes, String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
      bytes.writeBytes(utf8);
    }
  }

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
