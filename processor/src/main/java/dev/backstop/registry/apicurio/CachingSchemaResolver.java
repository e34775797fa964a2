package dev.backstop.registry.apicurio;

import dev.backstop.registry.PublishedSchema;
import io.apicurio.registry.resolver.DefaultSchemaResolver;
import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.ParsedSchemaImpl;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.rest.v2.beans.IfExists;
import io.apicurio.registry.serde.data.KafkaSerdeMetadata;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;

/**
 * Finds the id of a record's schema, once for each topic and schema.
 *
 * <p>Apicurio's own resolver writes the schema out as text for every record, looks a schema with
 * nested types up in a form in which it was never registered, and forgets that the same schema
 * belongs to two subjects.
 *
 * @param <T> what is written
 */
public final class CachingSchemaResolver<T> extends DefaultSchemaResolver<Schema, T> {

  private final ConcurrentMap<String, ConcurrentMap<Schema, SchemaLookupResult<Schema>>> known =
      new ConcurrentHashMap<>();

  @Override
  public SchemaLookupResult<Schema> resolveSchema(Record<T> data) {
    Schema schema = ((GenericContainer) data.payload()).getSchema();
    String topic = ((KafkaSerdeMetadata) data.metadata()).getTopic();
    // A schema keeps its hash code, and the one of a generated class is always the same object.
    ConcurrentMap<Schema, SchemaLookupResult<Schema>> ofTopic =
        known.computeIfAbsent(topic, t -> new ConcurrentHashMap<>());
    SchemaLookupResult<Schema> hit = ofTopic.get(schema);
    if (hit == null) {
      hit = lookUp(data, schema);
      ofTopic.put(schema, hit);
    }
    return hit;
  }

  private SchemaLookupResult<Schema> lookUp(Record<T> data, Schema schema) {
    String text = PublishedSchema.of(schema).toString();
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ParsedSchema<Schema> parsed =
        new ParsedSchemaImpl<Schema>()
            .setParsedSchema(schema)
            .setRawSchema(raw)
            .setSchemaReferences(List.of());
    ArtifactReference artifact = resolveArtifactReference(data, parsed, false, null);
    SchemaLookupResult.SchemaLookupResultBuilder<Schema> found = SchemaLookupResult.builder();
    ByteArrayInputStream content = new ByteArrayInputStream(raw);
    if (config.autoRegisterArtifact()) {
      loadFromArtifactMetaData(
          client.createArtifact(
              artifact.getGroupId(),
              artifact.getArtifactId(),
              null,
              schemaParser.artifactType(),
              IfExists.RETURN_OR_UPDATE,
              false,
              content),
          found);
    } else {
      loadFromArtifactMetaData(
          client.getArtifactVersionMetaDataByContent(
              artifact.getGroupId(), artifact.getArtifactId(), true, content),
          found);
    }
    return found.parsedSchema(parsed).build();
  }
}
