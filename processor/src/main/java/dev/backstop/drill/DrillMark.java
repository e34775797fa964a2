package dev.backstop.drill;

import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mark of a drill's record, as it stands in the record's header. It names who vouches for it,
 * and holds for one request id, one scenario and fault, and for a short time: whoever has seen one
 * cannot mark another record with it.
 *
 * <p>As text: {@code 1|signer|run|scenario|fault|tier,tier|expires|signature}, the end in
 * milliseconds since the epoch and the signature in Base64.
 *
 * @param signer whose key has signed it
 * @param expires from then on it lets no record in; what has been let in stays a drill's
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, compared with nothing.
public record DrillMark(String signer, Drill drill, Instant expires, byte[] signature) {

  /** A mark is longer than this only if somebody else has written it. */
  public static final int MOST_BYTES = 1024;

  /** Ends a sentence that begins with what is no word. */
  public static final String WORDS = "must have 1 to 64 of A-Z a-z 0-9 . _ @ -";

  private static final String VERSION = "1";
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  public DrillMark {
    word("signer", signer);
    word("run", drill.run());
    word("scenario", drill.scenario());
    drill.tiers().forEach(tier -> word("tier", tier));
  }

  /**
   * The mark in a header.
   *
   * @throws IllegalArgumentException if it is none; the message never holds what it says
   */
  public static DrillMark parse(byte[] header) {
    if (header.length > MOST_BYTES) {
      throw new IllegalArgumentException("it is longer than " + MOST_BYTES + " bytes");
    }
    String[] parts = new String(header, StandardCharsets.US_ASCII).split("\\|", -1);
    if (parts.length != 8 || !parts[0].equals(VERSION)) {
      throw new IllegalArgumentException("it is not of version " + VERSION);
    }
    Set<String> tiers = new LinkedHashSet<>();
    if (!parts[5].isEmpty()) {
      tiers.addAll(List.of(parts[5].split(",", -1)));
    }
    try {
      return new DrillMark(
          parts[1],
          new Drill(parts[2], parts[3], Fault.valueOf(parts[4]), tiers),
          Instant.ofEpochMilli(Long.parseLong(parts[6])),
          Base64.getDecoder().decode(parts[7]));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException("it cannot be read", e);
    }
  }

  /** The header. */
  public byte[] toHeader() {
    return (fields() + '|' + Base64.getEncoder().encodeToString(signature))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** What is signed: all of it, and the id of the request that it is for. */
  public byte[] canonical(String requestId) {
    return (fields() + '|' + requestId).getBytes(StandardCharsets.UTF_8);
  }

  private String fields() {
    return String.join(
        "|",
        VERSION,
        signer,
        drill.run(),
        drill.scenario(),
        drill.fault().name(),
        String.join(",", drill.sortedTiers()),
        Long.toString(expires.toEpochMilli()));
  }

  /** Whether a mark can hold the text as a name. */
  public static boolean isWord(String text) {
    return WORD.matcher(text).matches();
  }

  private static void word(String what, String text) {
    if (!isWord(text)) {
      throw new IllegalArgumentException("the " + what + " of a drill " + WORDS);
    }
  }
}
