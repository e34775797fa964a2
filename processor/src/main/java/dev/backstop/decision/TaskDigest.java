package dev.backstop.decision;

import dev.backstop.domain.Features;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Digest of what a reviewer is shown, so that a verdict can be tied to it.
 *
 * <p>Every part is preceded by its length and every value by its type: two different tasks cannot
 * have the same bytes.
 */
final class TaskDigest {

  private final MessageDigest sha256;

  private TaskDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String of(
      String taskId, String domain, Features shown, List<String> labels, String rationale) {
    TaskDigest digest = new TaskDigest();
    digest.text(taskId);
    digest.text(domain);
    digest.number(shown.values().size());
    for (Map.Entry<String, @Nullable Object> feature :
        new TreeMap<String, @Nullable Object>(shown.values()).entrySet()) {
      digest.text(feature.getKey());
      digest.value(feature.getValue());
    }
    digest.number(labels.size());
    labels.forEach(digest::text);
    digest.text(rationale);
    return HexFormat.of().formatHex(digest.sha256.digest());
  }

  private void value(@Nullable Object value) {
    if (value instanceof List<?> elements) {
      text("list");
      number(elements.size());
      elements.forEach(this::value);
    } else {
      text(value == null ? "null" : value.getClass().getSimpleName());
      text(String.valueOf(value));
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    sha256.update(bytes);
  }

  private void number(int number) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }
}
