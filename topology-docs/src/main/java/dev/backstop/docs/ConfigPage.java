package dev.backstop.docs;

import dev.backstop.app.KafkaSettings;
import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigKey;
import dev.backstop.config.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every configuration key, and the settings of Kafka that differ from Kafka's own defaults. */
final class ConfigPage {

  private static final String ABSENT = "(where)";

  /** Set from keys of our own, which the first table has. */
  private static final Set<String> FROM_KEYS =
      Set.of("application.id", "bootstrap.servers", "apicurio.registry.url");

  private ConfigPage() {}

  static Page page() {
    List<List<String>> keys = new ArrayList<>();
    for (ConfigKey key : ConfigKey.values()) {
      String absent = key.defaultValue();
      keys.add(
          Markdown.cells(
              Markdown.code(key.key()),
              key.typeInWords(),
              absent == null ? "depends on the machine" : Markdown.code(absent),
              Markdown.code(key.environmentVariable()),
              key.description()));
    }
    Markdown text =
        Markdown.titled("Configuration")
            .paragraph(
                "One YAML file, named by `--config` or the environment variable `BACKSTOP_CONFIG`; every key"
                    + " can be overridden by an environment variable, and the file can be left out. Keys may"
                    + " be nested or written with dots. A relative path in the file is relative to the file;"
                    + " one in the environment is too. An unknown key is an error, an unknown variable that"
                    + " begins with `BACKSTOP_` as well; all problems are told at once. `backstop config`"
                    + " shows what is in effect and where each value comes from.")
            .section("Keys")
            .table(List.of("key", "type", "default", "environment variable", "meaning"), keys)
            .section("Settings of Kafka")
            .paragraph(
                "`kafka.<setting>` passes any setting on to Kafka Streams, its clients and the serdes, under"
                    + " the name those use; `BACKSTOP_KAFKA_<SETTING>` does so from the environment, in upper"
                    + " case and with `_` for each dot. `kafka.bootstrap.servers` must be given. These are set"
                    + " unless you set them:")
            .table(List.of("setting", "value"), settings());
    return new Page("config.md", "every key, its default and its meaning", text.toString());
  }

  private static List<List<String>> settings() {
    BackstopConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS", ABSENT,
                "BACKSTOP_REGISTRY_URL", ABSENT,
                "BACKSTOP_INSTANCE_ID", ABSENT));
    List<List<String>> rows = new ArrayList<>();
    new TreeMap<>(new KafkaSettings(config).streams())
        .forEach(
            (setting, value) -> {
              if (!FROM_KEYS.contains(setting)) {
                rows.add(Markdown.cells(Markdown.code(setting), value(setting, value)));
              }
            });
    return rows;
  }

  private static String value(String setting, Object value) {
    return switch (setting) {
      case "group.instance.id" -> Markdown.code("instance.id");
      case "num.stream.threads" -> "one a processor";
      case "state.dir" -> Markdown.code("state.dir");
      case "replication.factor" -> Markdown.code("topics.replication.factor");
      case "producer.max.request.size" -> Markdown.code("record.max.bytes") + " + 24576";
      case "apicurio.registry.auto-register" -> Markdown.code("registry.auto.register");
      default -> Markdown.code(String.valueOf(value));
    };
  }
}
