package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Topic;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.VerdictKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes in, it is answered or kept: never lost, and never in the way of the next record.
 */
class BadInputTest {

  private static final byte[] KEY = "r-1".getBytes(StandardCharsets.UTF_8);

  @Test
  void shouldDeadLetterBytesThatAreNoRecord() {
    byte[] value = "not a record at all".getBytes(StandardCharsets.UTF_8);

    DeadLetter letter = deadLetterOf(KEY, value);

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.UNDECODABLE);
    assertThat(letter.getValue().array()).isEqualTo(value);
    assertThat(letter.getKey().array()).isEqualTo(KEY);
    assertThat(letter.getSource().getTopic()).isEqualTo("t.requests");
    assertThat(letter.getTruncated()).isFalse();
    assertThat(letter.getNode()).isEqualTo("primary.ingest");
  }

  @Test
  void shouldDeadLetterARecordCutShort() {
    try (TopologyHarness harness = new TopologyHarness()) {
      byte[] whole = harness.encode(Topic.REQUESTS, harness.request("r-1", 0.9, 0.9));

      harness.sendGarbage(Topic.REQUESTS, KEY, Arrays.copyOf(whole, whole.length / 2));
      harness.send(harness.request("r-2", 0.9, 0.9));

      assertThat(harness.deadLetters().get(0).getCause()).isEqualTo(DeadLetterCause.UNDECODABLE);
    }
  }

  @Test
  void shouldDeadLetterAnUnknownSchemaId() {
    byte[] value = ByteBuffer.allocate(9).put((byte) 0).putInt(4711).putInt(0).array();

    assertThat(deadLetterOf(KEY, value).getCause()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA);
  }

  @Test
  void shouldDeadLetterARecordOfAnotherType() {
    try (TopologyHarness harness = new TopologyHarness()) {
      ReviewVerdict other =
          new ReviewVerdict(
              "t", "r-1", "d", VerdictKind.CANNOT_DECIDE, null, "me", null, harness.now());

      harness.sendGarbage(Topic.REQUESTS, KEY, harness.encode(Topic.REQUESTS, other));
      harness.send(harness.request("r-2", 0.9, 0.9));

      assertThat(harness.deadLetters().get(0).getCause()).isEqualTo(DeadLetterCause.UNDECODABLE);
      assertThat(harness.deadLetters().get(0).getDescription()).contains("not a PredictionRequest");
    }
  }

  @Test
  void shouldDeadLetterARecordWithoutAValue() {
    assertThat(deadLetterOf(KEY, null).getCause()).isEqualTo(DeadLetterCause.EMPTY);
  }

  @Test
  void shouldDeadLetterAKeyThatIsNotTheRequestId() {
    try (TopologyHarness harness = new TopologyHarness()) {
      PredictionRequest request = harness.request("r-1", 0.9, 0.9);

      harness.sendGarbage(
          Topic.REQUESTS,
          "other".getBytes(StandardCharsets.UTF_8),
          harness.encode(Topic.REQUESTS, request));
      harness.sendGarbage(Topic.REQUESTS, null, harness.encode(Topic.REQUESTS, request));
      harness.send(harness.request("r-2", 0.9, 0.9));

      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getCause)
          .containsExactly(DeadLetterCause.KEY_MISMATCH, DeadLetterCause.KEY_MISMATCH);
    }
  }

  @Test
  void shouldDeadLetterADomainWithoutAPolicy() {
    try (TopologyHarness harness = new TopologyHarness()) {
      PredictionRequest request = harness.request("r-1", 0.9, 0.9);
      request.setDomain("elsewhere");

      harness.send(request);
      harness.send(harness.request("r-2", 0.9, 0.9));

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getCause()).isEqualTo(DeadLetterCause.UNKNOWN_DOMAIN);
      assertThat(letter.getRequestId()).isEqualTo("r-1");
      assertThat(letter.getDescription()).doesNotContain("elsewhere");
    }
  }

  @Test
  void shouldAnswerAnyDomainUnderAPolicyForAny() {
    try (TopologyHarness harness =
        new TopologyHarness(policy -> policy.replace("domain: loans", "domain: \"*\""))) {
      PredictionRequest request = harness.request("r-1", 0.9, 0.9);
      request.setDomain("elsewhere");

      harness.send(request);

      assertThat(harness.onlyDecision().getDomain()).isEqualTo("elsewhere");
    }
  }

  @Test
  void shouldDeadLetterAnOversizedRequestCutToWhatFits() {
    byte[] value = new byte[200_000];

    DeadLetter letter = deadLetterOf(KEY, value);

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.OVERSIZED);
    assertThat(letter.getTruncated()).isTrue();
    assertThat(letter.getValueSize()).isEqualTo(200_000);
    assertThat(letter.getValue().remaining()).isLessThan(100_000);
  }

  @Test
  void shouldDeadLetterAnEmptyRequestId() {
    try (TopologyHarness harness = new TopologyHarness()) {
      harness.sendGarbage(
          Topic.REQUESTS,
          new byte[0],
          harness.encode(Topic.REQUESTS, harness.request("", 0.9, 0.9)));
      harness.send(harness.request("r-2", 0.9, 0.9));

      assertThat(harness.deadLetters().get(0).getCause()).isEqualTo(DeadLetterCause.INVALID_RECORD);
    }
  }

  @Test
  void shouldDeadLetterARequestIdThatIsTooLongOrHoldsControlCharacters() {
    try (TopologyHarness harness = new TopologyHarness()) {
      for (String id : new String[] {"x".repeat(40_000), "a\0b", "a\nb"}) {
        harness.sendGarbage(
            Topic.REQUESTS,
            id.getBytes(StandardCharsets.UTF_8),
            harness.encode(Topic.REQUESTS, harness.request(id, 0.9, 0.9)));
      }
      harness.send(harness.request("r-2", 0.9, 0.9));

      assertThat(harness.deadLetters())
          .hasSize(3)
          .allSatisfy(
              letter -> assertThat(letter.getCause()).isEqualTo(DeadLetterCause.INVALID_RECORD))
          .allSatisfy(letter -> assertThat(letter.getRequestId()).isNull())
          .allSatisfy(
              letter ->
                  assertThat(harness.encode(Topic.DEAD_LETTERS, letter).length)
                      .isLessThan(100_000));
    }
  }

  @Test
  void shouldDeadLetterAVerdictThatContradictsItself() {
    try (TopologyHarness harness = new TopologyHarness()) {
      harness.send(harness.request("r-1", 0.9, 0.9));

      harness.send(
          new ReviewVerdict("t", "r-1", "d", VerdictKind.ANSWER, null, "me", null, harness.now()));

      assertThat(harness.deadLetters().get(0).getCause()).isEqualTo(DeadLetterCause.INVALID_RECORD);
    }
  }

  private static DeadLetter deadLetterOf(byte[] key, byte[] value) {
    try (TopologyHarness harness = new TopologyHarness()) {
      harness.sendGarbage(Topic.REQUESTS, key, value);
      harness.send(harness.request("r-2", 0.9, 0.9));
      assertThat(harness.onlyDecision().getRequestId()).isEqualTo("r-2");
      return harness.deadLetters().get(0);
    }
  }
}
