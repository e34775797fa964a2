package dev.backstop.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Writes and reads the Confluent wire format with plain Avro and two calls of the registry's
 * Confluent-compatible API, as a client in any language would. Safe for many threads.
 */
final class WireClient {
  private static final int PREFIX = 1 + Integer.BYTES;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Since 1.12 Avro makes only classes somebody vouched for.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> type.getName().startsWith("dev.backstop.v1.")));
  }

  private final String api;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /**
   * A client of a registry.
   *
   * @param confluentUrl the Confluent-compatible API's root
   */
  WireClient(String confluentUrl) {
    this.api = confluentUrl;
  }

  /** Registers the released schema for a topic and returns what encodes records for it. */
  <T extends SpecificRecord> Function<T, byte[]> writer(String topic, Schema schema) {
    int id = register(topic + "-value", released(schema.getName()));
    return record -> encode(id, schema, record);
  }

  /** The record in a value; a field the contracts do not know is left out. */
  <T extends SpecificRecord> T decode(byte[] value, Class<T> type) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    if (value.length < PREFIX || bytes.get() != 0) {
      throw new IllegalArgumentException("the value is not in the Confluent wire format");
    }
    Schema expected = SpecificData.get().getSchema(type);
    Schema written = schemas.computeIfAbsent(bytes.getInt(), this::schema);
    try {
      SpecificDatumReader<T> reader = new SpecificDatumReader<>(written, expected);
      return reader.read(
          null, DecoderFactory.get().binaryDecoder(value, PREFIX, value.length - PREFIX, null));
    } catch (IOException e) {
      throw new UncheckedIOException("a value of " + expected.getName() + " cannot be read", e);
    }
  }

  private static <T extends SpecificRecord> byte[] encode(int id, Schema schema, T record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    bytes.writeBytes(ByteBuffer.allocate(PREFIX).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<T>(schema).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory can be written", e);
    }
    return bytes.toByteArray();
  }

  /** The contract as it was released: without the attributes of Java's generated classes. */
  private static String released(String name) {
    String path = "/dev/backstop/schemas/released/1/" + name + ".avsc";
    try (InputStream resource = WireClient.class.getResourceAsStream(path)) {
      if (resource == null) {
        throw new DemoException(
            "the schemas' jar has no " + path, "build again: rm -r scripts/sandbox/target/lib");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private int register(String subject, String schema) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(json(Map.of("schema", schema))));
    return Integer.parseInt(field(request, "id"));
  }

  private Schema schema(int id) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + "/schemas/ids/" + id));
    return new Schema.Parser().parse(field(request, "schema"));
  }

  private String field(HttpRequest.Builder request, String name) {
    HttpRequest call = request.timeout(PATIENCE).build();
    try {
      HttpResponse<String> response = http.send(call, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw refused(call, "it answered " + response.statusCode() + " " + response.body());
      }
      return JSON.readTree(response.body()).path(name).asText();
    } catch (IOException e) {
      throw refused(call, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(call, "interrupted");
    }
  }

  private static DemoException refused(HttpRequest call, String why) {
    return new DemoException(
        "the registry did not do " + call.method() + " " + call.uri() + " (" + why + ")",
        "read registry/registry.log in the demo's directory");
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }
}
