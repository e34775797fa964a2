package dev.backstop.registry;

import dev.backstop.registry.apicurio.CachingDatumProvider;
import dev.backstop.registry.apicurio.CachingSchemaResolver;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * The serdes, by class name, with ordinary Kafka settings: {@code value.serializer}, {@code
 * value.deserializer} and whatever these read themselves. The default is Apicurio's, set up for the
 * Confluent wire format.
 */
public final class Serdes {

  private static final String SERIALIZER = "value.serializer";
  private static final String DESERIALIZER = "value.deserializer";

  private Serdes() {}

  /**
   * Settings of the default serde for a registry: magic byte and four-byte content id, no headers,
   * subject {@code topic-value}.
   *
   * @param url of the registry, without a path
   * @param autoRegister whether writing may register a schema
   */
  public static Map<String, String> apicurio(String url, boolean autoRegister) {
    Map<String, String> settings = new HashMap<>();
    settings.put(SERIALIZER, "io.apicurio.registry.serde.avro.AvroKafkaSerializer");
    settings.put(DESERIALIZER, "io.apicurio.registry.serde.avro.AvroKafkaDeserializer");
    settings.put(
        "apicurio.registry.url",
        (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + "/apis/registry/v2");
    settings.put("apicurio.registry.id-handler", "io.apicurio.registry.serde.Legacy4ByteIdHandler");
    settings.put("apicurio.registry.use-id", "contentId");
    settings.put("apicurio.registry.headers.enabled", "false");
    settings.put(
        "apicurio.registry.artifact-resolver-strategy",
        "io.apicurio.registry.serde.strategy.TopicIdStrategy");
    settings.put("apicurio.registry.auto-register", Boolean.toString(autoRegister));
    settings.put("apicurio.registry.auto-register.if-exists", "RETURN_OR_UPDATE");
    settings.put("apicurio.registry.find-latest", "false");
    settings.put("apicurio.registry.dereference-schema", "true");
    settings.put("apicurio.registry.schema-resolver", CachingSchemaResolver.class.getName());
    settings.put("apicurio.registry.avro-datum-provider", CachingDatumProvider.class.getName());
    settings.put("apicurio.registry.use-specific-avro-reader", "true");
    // An id never changes its schema, so what is known stays known, also while the registry is
    // away.
    settings.put(
        "apicurio.registry.check-period-ms", Long.toString(Duration.ofDays(365).toMillis()));
    settings.put("apicurio.registry.fault-tolerant-refresh", "true");
    return settings;
  }

  /** Codecs with these settings. */
  public static WireCodec.Factory codecs(Map<String, ?> settings) {
    GeneratedClasses.trust();
    return () -> {
      Serializer<Object> serializer = writing(create(settings, SERIALIZER, Serializer.class));
      Deserializer<Object> deserializer =
          reading(create(settings, DESERIALIZER, Deserializer.class));
      serializer.configure(settings, false);
      deserializer.configure(settings, false);
      return new WireCodec(serializer, deserializer);
    };
  }

  /**
   * The same codecs, one a thread for as long as the thread lives: a task that moves or starts anew
   * on it finds the schemas known, and the clients behind them are not made again. Closing such a
   * codec does nothing.
   */
  public static WireCodec.Factory perThread(WireCodec.Factory codecs) {
    ThreadLocal<WireCodec> own = ThreadLocal.withInitial(() -> codecs.create().kept());
    return own::get;
  }

  private static <T> T create(Map<String, ?> settings, String key, Class<T> type) {
    String name = String.valueOf(settings.get(key));
    try {
      return Utils.newInstance(name, type);
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          key,
          name,
          "the class is not on the class path; a build with '-P confluent' adds Confluent's");
    } catch (KafkaException | ClassCastException e) {
      throw new ConfigException(key, name, "is not a usable " + type.getSimpleName());
    }
  }

  /**
   * Serdes chosen by name are of no known type; what they take and give is checked where it is
   * used.
   */
  @SuppressWarnings("unchecked")
  private static Serializer<Object> writing(Serializer<?> serializer) {
    return (Serializer<Object>) serializer;
  }

  @SuppressWarnings("unchecked")
  private static Deserializer<Object> reading(Deserializer<?> deserializer) {
    return (Deserializer<Object>) deserializer;
  }
}
