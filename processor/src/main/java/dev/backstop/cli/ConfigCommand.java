package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.config.ConfigKey;
import dev.backstop.config.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backstop config}. */
@Command(
    name = "config",
    description =
        "Shows the configuration in effect, with the source of each setting; secrets are masked.")
final class ConfigCommand implements Runnable {

  private final BackstopCommand backstop;
  private final Terminal terminal;

  @Option(
      names = "--keys",
      description =
          "Show every key instead, with its default, type, environment variable and meaning.")
  private boolean keys;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ConfigCommand(BackstopCommand backstop, Terminal terminal) {
    this.backstop = backstop;
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (keys && json) {
      terminal.json(keysAsJson());
    } else if (keys) {
      sayKeys();
    } else {
      show();
    }
  }

  private void show() {
    List<Setting> settings =
        backstop.config().effective().stream().sorted(Comparator.comparing(Setting::key)).toList();
    if (json) {
      List<Map<String, String>> shown = new ArrayList<>();
      for (Setting setting : settings) {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("key", setting.key());
        one.put("value", setting.shown());
        one.put("source", setting.source());
        shown.add(one);
      }
      terminal.json(shown);
      return;
    }
    Table table = new Table("KEY", "VALUE", "SOURCE");
    settings.forEach(setting -> table.row(setting.key(), setting.shown(), setting.source()));
    terminal.say(table.lines());
  }

  private void sayKeys() {
    for (ConfigKey key : ConfigKey.values()) {
      terminal.say(key.key());
      terminal.say("    " + key.description());
      terminal.say(
          "    " + key.typeInWords() + "; " + absent(key) + "; " + key.environmentVariable());
    }
    terminal.say("kafka.<setting>");
    terminal.say(
        "    Any setting of Kafka Streams, its clients and the serdes, under its own name.");
    terminal.say("    text; no default; BACKSTOP_KAFKA_<SETTING>");
  }

  private static String absent(ConfigKey key) {
    String value = key.defaultValue();
    if (value == null) {
      return "the default depends on the machine";
    }
    return value.isEmpty() ? "empty by default" : "default " + value;
  }

  private static List<Map<String, String>> keysAsJson() {
    List<Map<String, String>> all = new ArrayList<>();
    for (ConfigKey key : ConfigKey.values()) {
      Map<String, String> one = new LinkedHashMap<>();
      one.put("key", key.key());
      one.put("type", key.typeInWords());
      String value = key.defaultValue();
      if (value != null) {
        one.put("default", value);
      }
      one.put("environment", key.environmentVariable());
      one.put("description", key.description());
      all.add(one);
    }
    return all;
  }
}
