package dev.backstop.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ReviewTask;
import java.time.Instant;

/** JSON as the command line reads and writes it: times in ISO 8601, all but ASCII escaped. */
final class Json {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private static final ObjectWriter LINES =
      MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of ours cannot be written as JSON", e);
    }
  }

  /** The same on one line. */
  static String line(Object value) {
    try {
      return LINES.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of ours cannot be written as JSON", e);
    }
  }

  static ObjectNode of(Decision decision) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("decisionId", decision.decisionId());
    node.setAll((ObjectNode) MAPPER.valueToTree(decision));
    return node;
  }

  static ObjectNode of(ReviewTask task) {
    ObjectNode node = MAPPER.valueToTree(task);
    node.set("features", MAPPER.valueToTree(task.features().values()));
    if (task.blind()) {
      // Hidden until the reviewer has answered.
      node.remove("attempts");
      node.remove("onTimeout");
    }
    return node;
  }
}
