package dev.backstop.cli.bundle;

import dev.backstop.cli.story.Trail;
import dev.backstop.domain.Request;
import dev.backstop.domain.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Stands for values without saying them: equal values of a feature have equal pseudonyms in one
 * bundle, and nobody can tell from a pseudonym which value it was, not even by trying all of them,
 * because the key is kept nowhere (keyed hash, HMAC-SHA256, RFC 2104).
 */
public final class Pseudonyms {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 5;

  private final Mac mac;

  /**
   * Pseudonyms by this key.
   *
   * @param key random, made for one bundle and thrown away
   */
  public Pseudonyms(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** The features of a request with a pseudonym for each value; what is missing stays missing. */
  Map<String, String> of(Request request) {
    Map<String, String> named = new TreeMap<>();
    request.features().values().forEach((name, value) -> named.put(name, of(name, value)));
    return named;
  }

  /** The trail without what people have written: a comment may name anybody. */
  static Trail withoutComments(Trail trail) {
    List<Trail.Located<Verdict>> verdicts = new ArrayList<>();
    for (Trail.Located<Verdict> found : trail.verdicts()) {
      Verdict said = found.value();
      verdicts.add(
          new Trail.Located<>(
              found.place(),
              found.written(),
              new Verdict(
                  said.taskId(),
                  said.requestId(),
                  said.digest(),
                  said.label(),
                  said.reviewer(),
                  null,
                  said.decidedAt())));
    }
    return new Trail(
        trail.requestId(),
        trail.requests(),
        trail.escalations(),
        trail.tasks(),
        verdicts,
        trail.decisions(),
        trail.labels(),
        trail.refusals(),
        trail.notes(),
        trail.unread(),
        trail.controls());
  }

  private String of(String feature, @Nullable Object value) {
    if (value == null) {
      return "missing";
    }
    mac.update(feature.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    byte[] hash = mac.doFinal(value.toString().getBytes(StandardCharsets.UTF_8));
    return "v-" + HexFormat.of().formatHex(hash, 0, BYTES);
  }
}
