package dev.backstop.sandbox;

import java.util.Map;

/**
 * Client settings with which Apicurio's Avro serializer and deserializer (2.6.13) speak the
 * Confluent wire format: a zero byte, a four-byte id, Avro's binary encoding, no headers. The id is
 * Apicurio's content id, which is the id of the Confluent-compatible API; the subject is {@code
 * <topic>-value}.
 *
 * <p>What the settings alone cannot do, as tried against the registry:
 *
 * <ul>
 *   <li>Without auto-registration the serializer looks up its schema by content with nested records
 *       and enums cut out, so only schemas without named types inside are found.
 *   <li>The serializer renders its schema as text for every record, and the deserializer makes a
 *       reader for every record: about 40 µs and 15 µs for a Decision.
 *   <li>Schemas are cached by content alone: a serializer that registered a schema for one topic
 *       does not register it for another. Use one serializer for each topic.
 *   <li>No request has a time-out: a registry that accepts connections and does not answer blocks
 *       the caller for good.
 *   <li>Avro 1.12.2 loads a generated class only from a trusted package: {@code
 *       -Dorg.apache.avro.SERIALIZABLE_PACKAGES=...}, or a {@code SecurityException} ends the read.
 * </ul>
 */
public final class SerdeSettings {
  /**
   * An id's schema never changes, so cached schemas need not expire; the unit is milliseconds, a
   * year.
   */
  private static final String NEVER = "31536000000";

  private SerdeSettings() {}

  /**
   * Returns the settings for serializer and deserializer alike.
   *
   * @param registryUrl the registry's root or its Apicurio API, {@link SandboxRegistry#url()} or
   *     {@link SandboxRegistry#apicurioUrl()}
   * @param autoRegister whether the serializer registers an unknown schema; otherwise it fails on
   *     one
   */
  public static Map<String, String> of(String registryUrl, boolean autoRegister) {
    return Map.ofEntries(
        Map.entry("apicurio.registry.url", registryUrl),
        Map.entry("apicurio.registry.headers.enabled", "false"),
        Map.entry(
            "apicurio.registry.id-handler", "io.apicurio.registry.serde.Legacy4ByteIdHandler"),
        Map.entry("apicurio.registry.use-id", "contentId"),
        Map.entry(
            "apicurio.registry.artifact-resolver-strategy",
            "io.apicurio.registry.serde.strategy.TopicIdStrategy"),
        Map.entry("apicurio.registry.auto-register", Boolean.toString(autoRegister)),
        Map.entry("apicurio.registry.auto-register.if-exists", "RETURN_OR_UPDATE"),
        // Registers one schema with everything in it, not one artifact for each nested type.
        Map.entry("apicurio.registry.dereference-schema", "true"),
        // The latest schema of a subject need not be the one the record was generated from.
        Map.entry("apicurio.registry.find-latest", "false"),
        Map.entry("apicurio.registry.use-specific-avro-reader", "true"),
        Map.entry("apicurio.registry.check-period-ms", NEVER),
        Map.entry("apicurio.registry.fault-tolerant-refresh", "true"));
  }
}
