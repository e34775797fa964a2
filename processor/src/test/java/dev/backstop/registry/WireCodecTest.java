package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.v1.ReviewVerdict;
import java.net.ConnectException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

/**
 * What is the bytes' fault and what is the registry's are kept apart: the first is set aside, the
 * second tried again.
 */
class WireCodecTest {

  private static final byte[] RECORD = {0, 0, 0, 0, 1, 2};

  @Test
  void shouldNotBlameTheBytesWhenTheRegistryCannotBeReached() {
    WireCodec codec =
        reading(
            (topic, bytes) -> {
              throw new IllegalStateException("wrapped", new ConnectException("refused"));
            });

    assertThatThrownBy(() -> codec.decode("t", RECORD, ReviewVerdict.class))
        .isInstanceOf(RegistryUnavailableException.class)
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("registry did not answer");
  }

  @Test
  void shouldBlameTheRegistryForWhateverKeepsARecordFromBeingWritten() {
    WireCodec codec =
        new WireCodec(
            (topic, value) -> {
              throw new IllegalStateException("no id to be had");
            },
            (topic, bytes) -> null);

    assertThatThrownBy(() -> codec.encode("t", new ReviewVerdict()))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void shouldNotTakeAnIdForUnknownAfterOneAnswerAlone() {
    int[] asked = {0};
    WireCodec codec =
        reading(
            (topic, bytes) -> {
              asked[0]++;
              throw new InMemoryAvro.IdNotFoundException();
            });

    codec.decode("t", RECORD, ReviewVerdict.class);
    codec.decode("t", RECORD, ReviewVerdict.class);

    assertThat(asked[0]).isEqualTo(2);
  }

  @Test
  void shouldBlameTheBytesWhenTheyDoNotFitTheirSchema() {
    WireCodec codec =
        reading(
            (topic, bytes) -> {
              throw new ArrayIndexOutOfBoundsException(7);
            });

    WireCodec.Decoded<ReviewVerdict> decoded = codec.decode("t", RECORD, ReviewVerdict.class);

    assertThat(decoded)
        .isEqualTo(
            new WireCodec.Unreadable<ReviewVerdict>(
                false,
                "the value cannot be read with its schema",
                "java.lang.ArrayIndexOutOfBoundsException"));
  }

  @Test
  void shouldTakeNothingThatDoesNotBeginLikeARecord() {
    WireCodec codec =
        reading(
            (topic, bytes) -> {
              throw new AssertionError("must not be asked");
            });

    assertThat(codec.decode("t", new byte[] {1, 2, 3, 4, 5, 6}, ReviewVerdict.class))
        .isInstanceOf(WireCodec.Unreadable.class);
    assertThat(codec.decode("t", new byte[] {0, 1}, ReviewVerdict.class))
        .isInstanceOf(WireCodec.Unreadable.class);
  }

  private static WireCodec reading(Deserializer<Object> deserializer) {
    return new WireCodec((topic, value) -> new byte[0], deserializer);
  }
}
