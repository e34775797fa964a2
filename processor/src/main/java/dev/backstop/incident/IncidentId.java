package dev.backstop.incident;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.CRC32;

/** Names incidents so that a person can type the name and a file can have it. */
final class IncidentId {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MOST_OF_A_DOMAIN = 60;

  private IncidentId() {}

  /** A domain has at most one incident a second: each takes a minute to close. */
  static String of(String domain, Instant openedAt) {
    String safe = domain.replaceAll("[^A-Za-z0-9._-]", "_");
    safe = safe.length() > MOST_OF_A_DOMAIN ? safe.substring(0, MOST_OF_A_DOMAIN) : safe;
    if (!safe.equals(domain)) {
      // Else two domains could have the same.
      CRC32 sum = new CRC32();
      sum.update(domain.getBytes(StandardCharsets.UTF_8));
      safe += String.format(Locale.ROOT, "_%08x", sum.getValue());
    }
    return safe + '-' + TIME.format(openedAt);
  }
}
