package dev.backstop.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class SandboxRegistryTest {
  private static final Schema NAME =
      SchemaBuilder.record("Name").fields().requiredString("name").endRecord();
  private static final Schema AGE =
      SchemaBuilder.record("Age").fields().requiredInt("age").endRecord();
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final SandboxRegistry registry = SandboxRegistry.start();

  @AfterAll
  void stop() {
    registry.close();
  }

  @Test
  void shouldAnswerOnBothApis() throws Exception {
    assertThat(get(registry.apicurioUrl() + "/system/info")).contains("2.6.13");
    assertThat(get(registry.confluentUrl() + "/subjects")).startsWith("[");
  }

  @Test
  void shouldServeRegisteredSchemasByTheirIds() throws Exception {
    int name = register(registry, "name-value", NAME);
    int age = register(registry, "age-value", AGE);

    assertThat(name).isNotEqualTo(age);
    assertThat(get(registry.confluentUrl() + "/schemas/ids/" + name)).contains("\\\"Name\\\"");
    assertThat(get(registry.confluentUrl() + "/schemas/ids/" + age)).contains("\\\"Age\\\"");
  }

  @Test
  void shouldWriteTheIdOfTheConfluentApiWithoutHeaders() throws Exception {
    int registered = register(registry, "found-value", NAME);
    GenericRecord record = new GenericRecordBuilder(NAME).set("name", "Ada").build();
    RecordHeaders headers = new RecordHeaders();

    try (AvroKafkaSerializer<GenericRecord> serializer = serializer(false);
        AvroKafkaDeserializer<GenericRecord> deserializer = deserializer()) {
      byte[] bytes = serializer.serialize("found", headers, record);

      assertThat(bytes[0]).isZero();
      assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(registered);
      assertThat(headers).isEmpty();
      assertThat(deserializer.deserialize("found", headers, bytes)).hasToString(record.toString());
    }
  }

  @Test
  void shouldRegisterUnderTheTopicsValueSubject() throws Exception {
    GenericData.Record record = new GenericRecordBuilder(AGE).set("age", 36).build();

    try (AvroKafkaSerializer<GenericRecord> serializer = serializer(true)) {
      byte[] bytes = serializer.serialize("auto", record);

      assertThat(get(registry.confluentUrl() + "/subjects/auto-value/versions/1"))
          .contains("\"id\":" + ByteBuffer.wrap(bytes).getInt(1));
    }
  }

  @Test
  void shouldKeepIdsOfAGivenDirectoryAcrossRestarts(@TempDir Path directory) throws Exception {
    int id;
    try (SandboxRegistry first = SandboxRegistry.start(Ports.ANY, directory)) {
      register(first, "age-value", AGE);
      id = register(first, "name-value", NAME);
    }

    try (SandboxRegistry second = SandboxRegistry.start(Ports.ANY, directory)) {
      assertThat(get(second.confluentUrl() + "/schemas/ids/" + id)).contains("\\\"Name\\\"");
    }
  }

  @Test
  void shouldNameTheRemedyWhenThePortIsTaken() throws IOException {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      assertThatThrownBy(() -> SandboxRegistry.start(taken.getLocalPort(), null))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("give another port");
    }
  }

  @Test
  void shouldNameTheRemedyWhenTheRegistryIsNotUnpacked(@TempDir Path empty) {
    assertThatThrownBy(() -> RegistryHome.runner(empty))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("mvn -f scripts/sandbox/pom.xml package")
        .hasMessageContaining(RegistryHome.PROPERTY);
  }

  private AvroKafkaSerializer<GenericRecord> serializer(boolean autoRegister) {
    AvroKafkaSerializer<GenericRecord> serializer = new AvroKafkaSerializer<>();
    serializer.configure(SerdeSettings.of(registry.apicurioUrl(), autoRegister), false);
    return serializer;
  }

  private AvroKafkaDeserializer<GenericRecord> deserializer() {
    Map<String, String> generic = new HashMap<>(SerdeSettings.of(registry.url(), false));
    generic.put("apicurio.registry.use-specific-avro-reader", "false");
    AvroKafkaDeserializer<GenericRecord> deserializer = new AvroKafkaDeserializer<>();
    deserializer.configure(generic, false);
    return deserializer;
  }

  private int register(SandboxRegistry at, String subject, Schema schema)
      throws IOException, InterruptedException {
    String body = "{\"schema\":\"" + schema.toString().replace("\"", "\\\"") + "\"}";
    String answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(at.confluentUrl() + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString(body)));
    Matcher id = ID.matcher(answer);
    assertThat(id.find()).as(answer).isTrue();
    return Integer.parseInt(id.group(1));
  }

  private String get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = http.send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}
