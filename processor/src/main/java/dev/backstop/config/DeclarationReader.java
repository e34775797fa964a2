package dev.backstop.config;

import dev.backstop.policy.Declared;
import dev.backstop.policy.Privacy;
import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what a policy's document declares that the {@link dev.backstop.policy.Policy} lacks. */
public final class DeclarationReader {

  private final Map<String, String> words = new LinkedHashMap<>();

  private DeclarationReader() {}

  /**
   * What is declared.
   *
   * @param document of a policy that {@link PolicyReader} has read without a problem
   */
  public static Declared read(byte[] document) {
    DeclarationReader reader = new DeclarationReader();
    // Every problem has been told by whoever read the policy.
    reader.policy(
        YamlMap.parse("policy", new String(document, StandardCharsets.UTF_8), new Problems()));
    return new Declared(reader.words);
  }

  private void policy(YamlMap document) {
    put("its owner is", document.string("owner", ""));
    put("its description is", document.string("description", "").strip());
    put("the notices without a language are in", document.string("language", ""));
    YamlMap features = document.map("features");
    for (String feature : features.keySet()) {
      feature(feature, features.map(feature));
    }
    for (YamlMap tier : document.maps("ladder")) {
      tier("tier '" + tier.string("tier", "") + "'", tier);
    }
  }

  private void feature(String name, YamlMap entry) {
    String called = "feature '" + name + "'";
    put(called + " is declared as", entry.string("type", ""));
    put(called + " is as private as", entry.string("privacy", ""));
    put(called + ": flags may choose", alternatives(entry, "from"));
  }

  private void tier(String called, YamlMap entry) {
    if (entry.string("kind", "").equals("human")) {
      put(called + " sees what is at most", entry.string("sees", Privacy.SENSITIVE.name()));
    }
    put(called + ": flags may choose", alternatives(entry, "model"));
    for (YamlMap member : entry.maps("members")) {
      put(
          called + ", model '" + member.string("model", "") + "': flags may choose",
          alternatives(member, "model"));
    }
  }

  private static String alternatives(YamlMap entry, String key) {
    return entry.maps("alternatives").stream()
        .map(one -> one.string(key, "") + " (flag " + one.string("flag", "") + ")")
        .collect(Collectors.joining(", else "));
  }

  private void put(String what, String declared) {
    if (!declared.isEmpty()) {
      words.put(what, declared);
    }
  }
}
