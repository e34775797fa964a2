package dev.backstop.topology;

import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.signing.Signatures;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.topology.names.Header;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Marks of drills, by one who may drill and one who may not. */
final class Marks {

  private static final KeyPair OPS = pair();
  private static final KeyPair MALLORY = pair();

  private Marks() {}

  static TrustedKeys trusted() {
    return TrustedKeys.of(Map.of("ops", OPS.getPublic()));
  }

  static RecordHeaders good(String id, Fault fault, Set<String> tiers, Instant now) {
    return mark(OPS, id, fault, tiers, now.plus(Duration.ofMinutes(5)));
  }

  static RecordHeaders of(String id, Drill drill, Instant now) {
    return mark(OPS, id, drill, now.plus(Duration.ofMinutes(5)));
  }

  static RecordHeaders forged(String id, Fault fault, Set<String> tiers, Instant now) {
    return mark(MALLORY, id, fault, tiers, now.plus(Duration.ofMinutes(5)));
  }

  static RecordHeaders expiring(String id, Instant expires) {
    return mark(OPS, id, Fault.OUTAGE, Set.of("primary"), expires);
  }

  private static RecordHeaders mark(
      KeyPair key, String id, Fault fault, Set<String> tiers, Instant expires) {
    return mark(key, id, new Drill("run-1", "rehearsal", fault, tiers), expires);
  }

  private static RecordHeaders mark(KeyPair key, String id, Drill drill, Instant expires) {
    byte[] mark = Signatures.mark(key.getPrivate(), "ops", drill, expires, id).toHeader();
    RecordHeaders headers = new RecordHeaders();
    headers.add(Header.DRILL, mark);
    return headers;
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
