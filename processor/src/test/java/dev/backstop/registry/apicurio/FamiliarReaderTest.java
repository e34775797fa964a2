package dev.backstop.registry.apicurio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.registry.InMemoryAvro;
import dev.backstop.v1.PredictionRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FamiliarReaderTest {

  private final DatumReader<PredictionRequest> usual =
      new SpecificDatumReader<>(PredictionRequest.SCHEMA$);
  private final DatumReader<PredictionRequest> reader =
      new FamiliarReader<>(
          new SpecificDatumReader<>(PredictionRequest.SCHEMA$), new FamiliarDecoder());
  private final FamiliarStrings strings = new FamiliarStrings();

  @BeforeAll
  static void trustTheContracts() {
    // It does so for all tests of the process, as the processor does at its start.
    assertThat(new InMemoryAvro()).isNotNull();
  }

  @Test
  void shouldReadWhatAvroReads() throws IOException {
    for (int i = 0; i < 5; i++) {
      byte[] bytes = bytes(request("r-" + i));
      assertThat(reader.read(null, decoder(bytes))).isEqualTo(usual.read(null, decoder(bytes)));
    }
  }

  @Test
  void shouldMakeAStringOnceThatComesAgain() throws IOException {
    // Given: seen twice in a row
    reader.read(null, decoder(bytes(request("r-1"))));
    PredictionRequest second = reader.read(null, decoder(bytes(request("r-2"))));
    // When
    PredictionRequest third = reader.read(null, decoder(bytes(request("r-3"))));
    // Then
    assertThat(third.getDomain()).isSameAs(second.getDomain());
    assertThat(third.getFeatures().get("word")).isSameAs(second.getFeatures().get("word"));
    assertThat(third.getRequestId()).isEqualTo("r-3");
  }

  /** Avro holds counts of items against it. */
  @Test
  void shouldTellHowMuchOfTheRecordIsLeftToRead() throws IOException {
    // Given
    Decoder familiar = new FamiliarDecoder().over(decoder(new byte[] {2, 'a', 0, 0, 0}));
    // When
    familiar.readString();
    // Then
    assertThat(familiar.remainingBytes()).isEqualTo(3);
  }

  @Test
  void shouldReadOtherEncodingsAsAvroDoes() throws IOException {
    // Given
    String json =
        """
        {"requestId": "r", "domain": "d", "subject": null, "features": {"a": {"string": "b"}},
         "riskHint": null, "requestedAt": 1, "deadline": null, "onReview": null,
         "allowFallback": true, "consents": [], "featureSetVersion": null, "tags": {},
         "featureTimes": {}}
        """;
    // When
    PredictionRequest read =
        reader.read(null, DecoderFactory.get().jsonDecoder(PredictionRequest.SCHEMA$, json));
    // Then
    assertThat(read.getFeatures()).containsEntry("a", "b");
  }

  @Test
  void shouldTellStringsApartWhoseverPlaceTheyHave() {
    // Given: many times as many as there are places
    for (int i = 0; i < 50_000; i++) {
      String text = "name-" + i;
      // Then
      assertThat(List.of(of(text), of(text), of(text))).containsOnly(text);
    }
    assertThat(of("name-7")).isEqualTo("name-7");
  }

  @Test
  void shouldTellApartWhatBeginsAlike() {
    for (int turn = 0; turn < 3; turn++) {
      for (String text : List.of("", "a", "ab", "abc", "ä", "äb", "x".repeat(64), "x".repeat(65))) {
        assertThat(of(text)).isEqualTo(text);
      }
    }
  }

  @Test
  void shouldReadTextThatIsNoUtf8AsAvroDoes() {
    // Given
    byte[] broken = {'a', (byte) 0xff, 'b'};
    String expected = new Utf8(broken).toString();
    // Then
    for (int turn = 0; turn < 3; turn++) {
      assertThat(strings.of(new Utf8(broken))).isEqualTo(expected);
    }
  }

  /** In a buffer that has more in it, as that of a decoder has. */
  private String of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Utf8 buffer = new Utf8(Arrays.copyOf(utf8, utf8.length + 7));
    return strings.of(buffer.setByteLength(utf8.length));
  }

  private static Decoder decoder(byte[] bytes) {
    return DecoderFactory.get().binaryDecoder(bytes, null);
  }

  private static byte[] bytes(PredictionRequest request) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<>(PredictionRequest.class).write(request, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static PredictionRequest request(String id) {
    Map<String, Object> features = new HashMap<>();
    features.put("number", 1.5);
    features.put("count", 3L);
    features.put("flag", true);
    features.put("word", "a category");
    features.put("vector", List.of(1.0, 2.0));
    features.put("missing", null);
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("credit")
        .setFeatures(features)
        .setRequestedAt(Instant.parse("2026-01-01T00:00:00Z"))
        .setTags(Map.of("channel", "web"))
        .build();
  }
}
