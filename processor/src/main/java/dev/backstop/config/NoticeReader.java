package dev.backstop.config;

import dev.backstop.domain.Reason;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.yaml.YamlMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the sentences for the person concerned: one for all, or one a language. */
final class NoticeReader {

  private final Map<String, String> usual = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> byLanguage = new LinkedHashMap<>();

  NoticeReader(YamlMap document) {
    Set<String> keys =
        new HashSet<>(List.of("PROVISIONAL", "REJECTED", "DEGRADED", TimeoutAnswer.UNDECIDED));
    Arrays.stream(Reason.values()).map(Enum::name).forEach(keys::add);
    String language = document.string("language", "");
    YamlMap map = document.map("notices");
    for (String key : map.keySet()) {
      if (!keys.contains(key)) {
        map.problem(key, "is neither a reason nor PROVISIONAL, REJECTED, DEGRADED or UNDECIDED");
        map.has(key);
      } else if (map.isMap(key)) {
        read(map.map(key), key, language, map);
      } else {
        usual.put(key, map.string(key));
      }
    }
  }

  /** By key, in the policy's language. */
  Map<String, String> usual() {
    return usual;
  }

  /** By language and key. */
  Map<String, Map<String, String>> byLanguage() {
    return byLanguage;
  }

  private void read(YamlMap sentences, String key, String language, YamlMap notices) {
    for (String one : sentences.keySet()) {
      String sentence = sentences.string(one);
      byLanguage.computeIfAbsent(one, unseen -> new LinkedHashMap<>()).put(key, sentence);
      if (one.equals(language)) {
        usual.put(key, sentence);
      }
    }
    if (!usual.containsKey(key)) {
      notices.problem(
          key,
          language.isEmpty()
              ? "has a sentence a language, so 'language' must say which is the usual"
              : "has no sentence in the policy's language, '" + language + "'");
    }
  }
}
