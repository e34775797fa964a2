package dev.backstop.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * A schema as others see it. Generated classes carry the attribute {@code avro.java.string}; a
 * client in another language that registers the same contract does not, and the registry would give
 * the two different ids.
 */
public final class PublishedSchema {

  private static final ObjectMapper JSON = new ObjectMapper();

  private PublishedSchema() {}

  /** The schema without Java's attributes. The bytes of a record are the same under both. */
  public static Schema of(Schema schema) {
    try {
      JsonNode tree = JSON.readTree(schema.toString());
      return new Schema.Parser().parse(JSON.writeValueAsString(strip(tree)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema's text is JSON", e);
    }
  }

  private static JsonNode strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("avro.java.string");
      // {"type": "string"} says no more than "string".
      if (object.size() == 1 && object.path("type").isTextual()) {
        return object.get("type");
      }
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        field.setValue(strip(field.getValue()));
      }
    } else if (node.isArray()) {
      ArrayNode array = (ArrayNode) node;
      for (int i = 0; i < array.size(); i++) {
        array.set(i, strip(array.get(i)));
      }
    }
    return node;
  }
}
