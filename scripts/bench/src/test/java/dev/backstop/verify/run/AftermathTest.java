package dev.backstop.verify.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.SourcePosition;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.verify.history.Letter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A dead letter, as it is read for the checker. */
class AftermathTest {
  private static final SourcePosition AT = new SourcePosition("v.dead-letters", 0, 0);

  @Test
  void shouldTellTheRequestByTheLetter() {
    assertThat(read("it", "another").requestId()).isEqualTo("it");
  }

  @Test
  void shouldTellTheRequestByTheKeyWhereTheLetterDoesNot() {
    assertThat(read(null, "it").requestId()).isEqualTo("it");
  }

  @Test
  void shouldTellNoRequestWhereNothingDoes() {
    assertThat(read(null, null).requestId()).isNull();
  }

  private static Letter read(String requestId, String key) {
    // Given
    DeadLetter letter = new DeadLetter();
    letter.setCause(DeadLetterCause.PROCESSING_ERROR);
    letter.setDescription("");
    letter.setSource(new dev.backstop.v1.SourcePosition("v.secondary", 0, 7L));
    letter.setRecordTimestamp(Instant.EPOCH);
    letter.setKey(key == null ? null : ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)));
    letter.setValueSize(-1);
    letter.setTruncated(false);
    letter.setHeaders(Map.of());
    letter.setRequestId(requestId);
    letter.setNode("a step");
    letter.setAt(Instant.EPOCH);

    // When, Then
    return Aftermath.letter(AT, letter);
  }
}
