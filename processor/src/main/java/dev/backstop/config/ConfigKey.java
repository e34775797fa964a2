package dev.backstop.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every configuration key, with its default and meaning. Beside these, {@code kafka.<setting>}
 * passes any setting on to Kafka Streams, its clients and the serdes, under the names those use.
 */
public enum ConfigKey {
  APPLICATION_ID(
      "application.id",
      Type.TEXT,
      "backstop",
      "Kafka Streams application id: consumer group, transactional ids and internal topics begin"
          + " with it."),
  ROLE(
      "role",
      Type.ROLE,
      "all",
      "Part of the topology this instance runs: primary, secondary, review, shadow, guard or all."),
  INSTANCE_ID(
      "instance.id",
      Type.TEXT,
      null,
      "Name of this instance, unique in the group and the same after a restart; the default is the"
          + " host's name."),
  STATE_DIR(
      "state.dir",
      Type.TEXT,
      null,
      "Directory of the state stores; keep it over restarts. The default is .backstop/state in the"
          + " home directory."),
  TOPICS_PREFIX("topics.prefix", Type.TEXT, "backstop.", "Prefix of all topic names."),
  TOPICS_PARTITIONS(
      "topics.partitions",
      Type.COUNT,
      "6",
      "Partitions of the topics that 'backstop topics create' makes; must be the same for all."),
  TOPICS_REPLICATION(
      "topics.replication.factor",
      Type.INTEGER,
      "-1",
      "Replication factor of those topics; -1 takes the broker's default."),
  MODELS("models", Type.LIST, "", "Directories of the model packages this instance loads."),
  MODELS_REPOSITORY(
      "models.repository",
      Type.TEXT,
      "",
      "Directory of the model repository, local or mounted, from which policies name models as"
          + " name@version; 'backstop model push' fills it."),
  MODELS_WORKERS(
      "models.workers",
      Type.COUNT,
      null,
      "Threads that run models; one stream thread uses one at a time. The default is one a"
          + " processor, and at least 2."),
  MODELS_MAX_HUNG(
      "models.max.hung",
      Type.COUNT,
      "2",
      "How many hung model calls are given up and replaced before the model is not asked any"
          + " longer."),
  POLICIES(
      "policies",
      Type.LIST,
      "",
      "Policy files, one a domain. They hold until the policies topic has one for their domain."),
  POLICIES_TRUSTED_KEYS(
      "policies.trusted.keys",
      Type.LIST,
      "",
      "Public keys (PEM, Ed25519) of those who may write and approve policies and set controls, in"
          + " files called <name>.pub.pem; without any, signatures are not asked for."),
  PLAYBOOKS_TRUSTED_KEYS(
      "playbooks.trusted.keys",
      Type.LIST,
      "",
      "Public keys (PEM, Ed25519) of those who may sign what playbooks set, and nothing else, in"
          + " files called <name>.pub.pem; asked for where 'policies.trusted.keys' are."),
  PLAYBOOKS_SIGNING_KEY(
      "playbooks.signing.key",
      Type.TEXT,
      "",
      "Secret key (PEM, Ed25519) by which this instance signs what playbooks set, in a file called"
          + " <name>.key.pem; without one they set nothing where signatures are asked for."),
  DRILL_TRUSTED_KEYS(
      "drill.trusted.keys",
      Type.LIST,
      "",
      "Public keys (PEM, Ed25519) of those who may drill, in files called <name>.pub.pem; without"
          + " any, no drill is let in."),
  DUPLICATES_WINDOW(
      "duplicates.window",
      Type.DURATION,
      "24h",
      "How long a request id is remembered: a second request with it is not answered again."),
  REQUEST_MAX_BYTES(
      "request.max.bytes",
      Type.COUNT,
      "524288",
      "Largest request taken, in bytes; larger ones become dead letters."),
  RECORD_MAX_BYTES(
      "record.max.bytes",
      Type.COUNT,
      "1000000",
      "Largest record written, in bytes; keep it below the broker's message.max.bytes."),
  REVIEW_TICK("review.tick", Type.DURATION, "1s", "How often deadlines of reviews are looked at."),
  REVIEW_DUE_PER_TICK(
      "review.due.per.tick", Type.COUNT, "1000", "How many overdue reviews are closed in one go."),
  REVIEW_RETENTION(
      "review.retention",
      Type.DURATION,
      "7d",
      "How long a closed review is remembered, so that a late verdict is known as late; and how"
          + " long two models' answers wait for a person's."),
  REVIEW_PATIENCE(
      "review.patience",
      Type.DURATION,
      "10m",
      "How long a verdict waits for its task before it becomes a dead letter."),
  REGISTRY_URL(
      "registry.url",
      Type.TEXT,
      "",
      "Address of an Apicurio registry, such as http://localhost:8080, for the default serde; leave"
          + " it empty and set the serde under kafka. to use another."),
  REGISTRY_AUTO_REGISTER(
      "registry.auto.register",
      Type.BOOLEAN,
      "false",
      "Whether schemas may be registered by writing; for demo and development alone."),
  MANAGEMENT_HOST(
      "management.host", Type.TEXT, "127.0.0.1", "Address the management port listens on."),
  MANAGEMENT_PORT(
      "management.port",
      Type.INTEGER,
      "8090",
      "Management port: metrics, health, topology, pending reviews; 0 takes a free one, -1 none."),
  THREADS_MAX_REPLACED(
      "threads.max.replaced",
      Type.COUNT,
      "20",
      "How many dead stream threads are replaced within ten minutes before the instance stops.");

  /** What a value must look like. */
  enum Type {
    TEXT("text"),
    INTEGER("whole number"),
    COUNT("whole number above 0"),
    BOOLEAN("true or false"),
    DURATION("time span such as 250ms, 30s, 10m, 12h, 7d"),
    LIST("list"),
    ROLE("primary, secondary, review, shadow, guard or all");

    private final String inWords;

    Type(String inWords) {
      this.inWords = inWords;
    }
  }

  private final String key;
  private final Type type;
  private final @Nullable String defaultValue;
  private final String description;

  ConfigKey(String key, Type type, @Nullable String defaultValue, String description) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  public static Optional<ConfigKey> of(String key) {
    return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
  }

  public String key() {
    return key;
  }

  Type type() {
    return type;
  }

  public String typeInWords() {
    return type.inWords;
  }

  /** The default as text; null where it depends on the machine. */
  public @Nullable String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  /** The environment variable that overrides the key. */
  public String environmentVariable() {
    return EnvironmentNames.PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
